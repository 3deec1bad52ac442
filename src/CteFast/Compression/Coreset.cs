namespace CteFast.Compression;

/// <summary>The few rows that best stand for all rows, and how well they do.</summary>
public sealed class Coreset
{
    /// <summary>The rows chosen, as indices into the input.</summary>
    public required IReadOnlyList<int> Indices { get; init; }

    /// <summary>The number of input rows, n.</summary>
    public required int InputCount { get; init; }

    /// <summary>The number of features, d.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>The squared bandwidth σ² of the Gaussian kernel exp(−r²/σ²) on standardised features.</summary>
    public required double SquaredBandwidth { get; init; }

    /// <summary>The squared MMD between the coreset and the input.</summary>
    public required double SquaredMmd { get; init; }

    /// <summary>The expected squared MMD of a uniform sample (without replacement) of the same size.</summary>
    public required double SquaredMmdUniform { get; init; }

    /// <summary>The time spent.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Chooses <paramref name="size"/> of the rows by KT-Compress++ on standardised features with a Gaussian kernel, σ² = 2d.</summary>
    /// <param name="rows">Row-major rows, n x d, finite.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="size">The number of rows to choose, 1 to n.</param>
    /// <param name="options">Parameters and seed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Coreset Compress(ReadOnlySpan<float> rows, int featureCount, int size, CoresetOptions options, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();
}
