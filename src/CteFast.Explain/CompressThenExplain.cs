using System.Diagnostics;
using CteFast.Explain.Models;
using CteFast.Explain.Shap;

namespace CteFast.Explain;

/// <summary>The paper in one call: compress the background by kernel thinning, then explain against what was kept.</summary>
/// <remarks>Source: Baniecki, Casalicchio, Bischl and Biecek, <i>Efficient and Accurate Explanation Estimation with Distribution Compression</i> (ICLR 2025).</remarks>
public static class CompressThenExplain
{
    /// <summary>Explains rows of a model against a background compressed from <paramref name="data"/>.</summary>
    /// <remarks>To explain rows as they come, keep a <see cref="Background"/> and a <see cref="ShapleyExplainer"/> instead.</remarks>
    /// <param name="model">The model; called from the current thread.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite, or NaN where a value is missing and the model allows it: what absent features are drawn from.</param>
    /// <param name="foreground">Row-major rows to explain, r x d.</param>
    /// <param name="options">Budget, background and seed.</param>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">Rows do not fit the model, a value is infinite, or the budget is too small for one ordering over the background.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Explanation Explain(IModel model, ReadOnlySpan<float> data, ReadOnlySpan<float> foreground,
        ExplainOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        _ = ShapleyExplainer.CountRows(model, foreground);
        long start = Stopwatch.GetTimestamp();
        int available = data.Length / model.FeatureCount, size = ShapleyExplainer.BackgroundRows(options, model, Math.Max(1, available));
        Background background = Background.Compress(data, model.FeatureCount, size, options.Seed, cancellationToken);
        ShapleyExplainer explainer = ShapleyExplainer.Create(model, background, options, cancellationToken);
        return explainer.Explain(foreground, start, progress, cancellationToken);
    }
}
