using CteFast.Attribution.Curvature;
using CteFast.Attribution.Walk;
using CteFast.Numerics;

namespace CteFast.Attribution.Methods;

/// <summary>How SOURCE approximates training.</summary>
public readonly record struct SourceOptions()
{
    /// <summary>How a segment acts on an eigendirection.</summary>
    public SpectralMode Spectral { get; init; } = SpectralMode.Exponential;

    /// <summary>How curvature is held.</summary>
    public CurvatureKind Curvature { get; init; } = CurvatureKind.EkFac;

    /// <summary>FAST-SOURCE: the checkpoints of a segment are averaged to one, for a cost of L passes in place of C.</summary>
    public bool AverageParameters { get; init; }

    /// <summary>
    /// λ, by which every eigenvalue is larger; the trajectory's when null. With it the scores of regularised models have the right size; the
    /// published codes leave it out, which is 0 here.
    /// </summary>
    public double? WeightDecay { get; init; }

    /// <summary>
    /// The rows that curvature is fitted on, or 0 for all: of each segment a coreset for the kernel (ā·ā')², whose MMD is the error of the inputs'
    /// second moments.
    /// </summary>
    public int CurvatureRows { get; init; }

    /// <summary>
    /// The rank R to which a layer's filter is reduced, or 0 for none. Then a pair costs R·(inputs + outputs) in place of inputs·outputs;
    /// with EK-FAC and without the recurrence's velocity only. Compare with the dense scores of some pairs.
    /// </summary>
    public int FilterRank { get; init; }

    /// <summary>The seed of the coreset.</summary>
    public long Seed { get; init; }

    /// <summary>The most threads to use. The factors are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal void Check(int rows, double momentum)
    {
        if (!Enum.IsDefined(Spectral)) Throw.OutOfRange(nameof(Spectral), Spectral, "must be one of the modes");
        if (!Enum.IsDefined(Curvature)) Throw.OutOfRange(nameof(Curvature), Curvature, "must be one of the kinds");
        if (WeightDecay is { } decay && !(decay >= 0 && double.IsFinite(decay))) Throw.OutOfRange(nameof(WeightDecay), decay, "must be finite and not negative");
        if (CurvatureRows < 0 || CurvatureRows > rows) Throw.OutOfRange(nameof(CurvatureRows), CurvatureRows, $"must lie between 0 and the number of rows, {rows}");
        ArgumentOutOfRangeException.ThrowIfNegative(FilterRank);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        if (FilterRank > 0 && Curvature != CurvatureKind.EkFac) throw new ArgumentException("A filter of low rank needs EK-FAC.");
        if (FilterRank > 0 && Spectral == SpectralMode.Recurrence && momentum > 0) throw new ArgumentException("A filter of low rank does not carry the velocity of the recurrence; use the exponential.");
    }
}
