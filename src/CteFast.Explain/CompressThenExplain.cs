using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>The paper in one call: compress the background by kernel thinning, then explain against what was kept; tree ensembles need no compression.</summary>
/// <remarks>Source: Baniecki, Casalicchio, Bischl and Biecek, <i>Efficient and Accurate Explanation Estimation with Distribution Compression</i> (ICLR 2025).</remarks>
public static class CompressThenExplain
{
    /// <summary>Explains rows of a model against a background compressed from <paramref name="data"/>, or those of trees against all of it.</summary>
    /// <remarks>
    /// The background is as large as method and budget can use, or as asked for. To explain rows as they come, keep an <see cref="Explainer"/>
    /// instead; to know whether the background is enough, see <see cref="BackgroundReport"/>.
    /// </remarks>
    /// <param name="model">The model; called from the current thread, or from as many as the options say.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite, or NaN where a value is missing and the model allows it: what absent features are drawn from.</param>
    /// <param name="foreground">Row-major rows to explain, r x d.</param>
    /// <param name="options">Method, budget, background and seed.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, from any thread; compression and preparation have their parts of it.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">
    /// Rows do not fit the model, a value is infinite (trees take any), the budget is too small, or the options do not fit the method or the model.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Explanation Explain(IModel model, ReadOnlySpan<float> data, ReadOnlySpan<float> foreground,
        ExplainOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        int rows = RowResults.CountRows(model, foreground);
        long start = Stopwatch.GetTimestamp();
        Explainer explainer = Explainer.Create(model, data, options, rows, progress, out IProgress<double>? explaining, cancellationToken);
        return explainer.ExplainSince(start, foreground, explaining, cancellationToken);
    }
}
