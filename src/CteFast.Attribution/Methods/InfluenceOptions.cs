using CteFast.Attribution.Curvature;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Methods;

/// <summary>How influence functions approximate and damp the curvature. Immutable: threads may share it.</summary>
public readonly record struct InfluenceOptions()
{
    /// <summary>The approximation of the curvature.</summary>
    public CurvatureKind Curvature { get; init; } = CurvatureKind.EkFac;

    /// <summary>The damping λ that is added to every eigenvalue; null takes a tenth of each layer's mean eigenvalue.</summary>
    public double? Damping { get; init; }

    /// <summary>The most threads to use; 0 takes one for each processor. The scores are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal int Workers => ThreadCount.Of(Threads);

    internal void Check()
    {
        if (!Enum.IsDefined(Curvature)) Throw.OutOfRange(nameof(Curvature), Curvature, "must be one of the kinds");
        if (Damping is { } damping) Throw.IfNotFinitePositive(damping);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
