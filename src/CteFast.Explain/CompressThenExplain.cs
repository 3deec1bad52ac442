using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>The paper in one call: compress the background by kernel thinning, then explain against what was kept.</summary>
public static class CompressThenExplain
{
    /// <summary>Explains rows of a model against a background compressed from <paramref name="background"/>.</summary>
    /// <param name="model">The model; called from the current thread.</param>
    /// <param name="background">Row-major rows of the data, n x d: what absent features are drawn from.</param>
    /// <param name="foreground">Row-major rows to explain, r x d.</param>
    /// <param name="options">Budget, background and seed.</param>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    public static Explanation Explain(IModel model, ReadOnlySpan<float> background, ReadOnlySpan<float> foreground,
        ExplainOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();
}
