using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>The paper in one call: compress the data to a background by kernel thinning, then explain against it. Tree ensembles need no compression.</summary>
/// <remarks>Source: Baniecki, Casalicchio, Bischl and Biecek, <i>Efficient and Accurate Explanation Estimation with Distribution Compression</i> (ICLR 2025).</remarks>
public static class CompressThenExplain
{
    /// <summary>Explains rows against a background compressed from <paramref name="data"/>; with a tree ensemble, against all of it.</summary>
    /// <remarks>
    /// The background has as many rows as the options ask for, or as method and budget can use. To explain rows one at a time, keep an <see cref="Explainer"/>
    /// instead. To know whether the background has enough rows, see <see cref="BackgroundReport"/>.
    /// </remarks>
    /// <param name="model">The model; called on the current thread, or on as many threads as the options say.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite, or NaN where a value is missing and the model allows it: absent features take their values from these.</param>
    /// <param name="foreground">Row-major rows to explain, r x d.</param>
    /// <param name="options">Method, budget, background and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread; compression and preparation included.</param>
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
