using CteFast.Attribution.Curvature;
using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Methods;

/// <summary>How SOURCE approximates training. Immutable: threads may share it.</summary>
public readonly record struct SourceOptions()
{
    /// <summary>The formula that stands for the steps of a segment.</summary>
    public SpectralMode Spectral { get; init; } = SpectralMode.Exponential;

    /// <summary>The approximation of the curvature.</summary>
    public CurvatureKind Curvature { get; init; } = CurvatureKind.EkFac;

    /// <summary>FAST-SOURCE: the checkpoints of each segment are averaged to one, so that gradients and curvature are computed once for each segment.</summary>
    public bool AverageParameters { get; init; }

    /// <summary>
    /// The weight decay λ that is added to every eigenvalue; null takes the trajectory's. It gives the scores of models trained with weight decay the right
    /// size. The published programs leave it out; 0 does the same.
    /// </summary>
    public double? WeightDecay { get; init; }

    /// <summary>
    /// The number of training rows that the curvature is fitted on, or 0 for all. They are chosen anew for each segment: a coreset for the kernel (ā·ā')²,
    /// whose MMD is the error of the second moments of the layers' inputs ā.
    /// </summary>
    public int CurvatureRows { get; init; }

    /// <summary>
    /// The rank R to which the filter of each layer is reduced, or 0 for no reduction. A pair then costs R·(inputs + outputs) operations in each layer instead of
    /// inputs·outputs. It needs EK-FAC, and with momentum it excludes <see cref="SpectralMode.Recurrence"/>. The error is not known beforehand: compare a
    /// few queries with their scores at rank 0.
    /// </summary>
    public int FilterRank { get; init; }

    /// <summary>The seed of the coreset of <see cref="CurvatureRows"/>.</summary>
    public long Seed { get; init; }

    /// <summary>The most threads to use; 0 takes one for each processor. The fitted curvature is the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal int Workers => ThreadCount.Of(Threads);

    internal void Check(int rows, double momentum)
    {
        if (!Enum.IsDefined(Spectral)) Throw.OutOfRange(nameof(Spectral), Spectral, "must be one of the modes");
        if (!Enum.IsDefined(Curvature)) Throw.OutOfRange(nameof(Curvature), Curvature, "must be one of the kinds");
        if (WeightDecay is { } decay && !(decay >= 0 && double.IsFinite(decay))) Throw.OutOfRange(nameof(WeightDecay), decay, "must be finite and not negative");
        if (CurvatureRows < 0 || CurvatureRows > rows) Throw.OutOfRange(nameof(CurvatureRows), CurvatureRows, $"must lie between 0 and the number of rows, {rows}");
        ArgumentOutOfRangeException.ThrowIfNegative(FilterRank);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (FilterRank > 0 && Curvature != CurvatureKind.EkFac) throw new ArgumentException("A filter of low rank needs EK-FAC; set Curvature to EkFac, or FilterRank to 0.");
        if (FilterRank > 0 && Spectral == SpectralMode.Recurrence && momentum > 0) throw new ArgumentException("A filter of low rank does not carry the velocity of the recurrence; set Spectral to Exponential, or FilterRank to 0.");
    }
}
