using System.Numerics;

namespace CteFast.Attribution.Walk;

/// <summary>What a segment does to queries that walk back over it.</summary>
/// <param name="Basis">The curvature.</param>
/// <param name="Response">F_r in the type of the vectors, P.</param>
/// <param name="Transition">F_S in the type of the vectors, P.</param>
/// <param name="Velocity">All functions of the eigenvalues where there is a velocity, else none.</param>
/// <param name="Before">From this basis to that of the segment before, none at the first.</param>
internal sealed record WalkSegment<T>(Eigenbasis<T> Basis, T[] Response, T[] Transition, SegmentFilter? Velocity, Rotation<T>? Before)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The segments of some curvatures, first to last.</summary>
    public static WalkSegment<T>[] Of(IReadOnlyList<Eigenbasis<T>> bases, IReadOnlyList<SegmentFilter> filters) =>
        [.. bases.Zip(filters, (basis, filter) => (basis, filter)).Select((pair, s) => new WalkSegment<T>(pair.basis,
            Array.ConvertAll(pair.filter.Response, T.CreateTruncating), Array.ConvertAll(pair.filter.Transition, T.CreateTruncating),
            pair.filter.HasVelocity ? pair.filter : null, s == 0 ? null : pair.basis.To(bases[s - 1])))];
}
