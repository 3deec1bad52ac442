namespace CteFast.Cli.Render;

/// <summary>What a machine can do, and what of it the library uses.</summary>
internal sealed record BenchReport
{
    /// <summary>The processor's name.</summary>
    public required string Processor { get; init; }

    /// <summary>The processors of this machine, those of one core counted singly.</summary>
    public required int ProcessorCount { get; init; }

    /// <summary>The runtime.</summary>
    public required string Framework { get; init; }

    /// <summary>The bits of the widest vectors in use.</summary>
    public required int VectorBits { get; init; }

    /// <summary>The clock, cycles a ns.</summary>
    public required double Clock { get; init; }

    /// <summary>The float fused multiply-adds that one thread was measured to do in a ns, or null where there are none.</summary>
    public required double? FusedMultiplyAdds { get; init; }

    /// <summary>The Gaussian kernel matrix on one thread.</summary>
    public required IReadOnlyList<FillSpeed> Fill { get; init; }

    /// <summary>Compression with the default options.</summary>
    public required IReadOnlyList<CompressionSpeed> Compression { get; init; }

    /// <summary>Explanations of a network on one thread.</summary>
    public required ExplanationSpeed Explanation { get; init; }

    /// <summary>Predictions and exact explanations of trees on one thread.</summary>
    public required TreeSpeed Trees { get; init; }

    /// <summary>The time it took to measure.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>The kernel matrix of rows of d features.</summary>
/// <param name="FeatureCount">The number of features, d.</param>
/// <param name="Nanoseconds">The time of a pair, ns.</param>
/// <param name="Limit">What its multiply-adds alone take at the rate measured at the same time, ns, or null where there are none.</param>
internal readonly record struct FillSpeed(int FeatureCount, double Nanoseconds, double? Limit);

/// <summary>Compression of n rows of d features.</summary>
/// <param name="RowCount">The number of rows, n.</param>
/// <param name="FeatureCount">The number of features, d.</param>
/// <param name="Size">The rows chosen.</param>
/// <param name="Milliseconds">The time on one thread.</param>
/// <param name="MillisecondsOnAll">The time on as many threads as there are processors.</param>
internal readonly record struct CompressionSpeed(int RowCount, int FeatureCount, int Size, double Milliseconds, double MillisecondsOnAll);

/// <summary>Explanations of single rows by permutations.</summary>
/// <param name="Model">The model in words.</param>
/// <param name="ModelRows">The model rows.</param>
/// <param name="Median">The median time of an explanation, µs.</param>
/// <param name="Late">The time that 99 % stay under, µs.</param>
internal readonly record struct ExplanationSpeed(string Model, long ModelRows, double Median, double Late)
{
    /// <summary>The model rows of a second.</summary>
    public double ModelRowsPerSecond => 1e6 * ModelRows / Median;
}

/// <summary>An ensemble of trees.</summary>
/// <param name="Model">The ensemble in words.</param>
/// <param name="BackgroundCount">The background rows of the explanations.</param>
/// <param name="Prediction">The time of a prediction in a batch, µs.</param>
/// <param name="Explanation">The time of a row's exact Shapley values in a batch, µs.</param>
/// <param name="Preparation">The time of preparing the explanations, ms.</param>
internal readonly record struct TreeSpeed(string Model, int BackgroundCount, double Prediction, double Explanation, double Preparation);
