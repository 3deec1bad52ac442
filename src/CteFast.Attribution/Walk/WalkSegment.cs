using System.Numerics;

namespace CteFast.Attribution.Walk;

/// <summary>One segment of the walk back through training: its curvature, and the filter in the type of the vectors. Immutable.</summary>
/// <param name="Basis">The curvature.</param>
/// <param name="Response"><see cref="SegmentFilter.Response"/>, P.</param>
/// <param name="Transition"><see cref="SegmentFilter.Transition"/>, P.</param>
/// <param name="Velocity">The whole filter if the walk carries a velocity, else null.</param>
/// <param name="Before">The rotation from this segment's eigenbasis into that of the segment before it; null for the first segment.</param>
internal sealed record WalkSegment<T>(Eigenbasis<T> Basis, T[] Response, T[] Transition, SegmentFilter? Velocity, Rotation<T>? Before)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The segments of these curvatures and filters, first to last.</summary>
    public static WalkSegment<T>[] Of(IReadOnlyList<Eigenbasis<T>> bases, IReadOnlyList<SegmentFilter> filters) =>
        [.. bases.Zip(filters, (basis, filter) => (basis, filter)).Select((pair, s) => new WalkSegment<T>(pair.basis,
            Array.ConvertAll(pair.filter.Response, T.CreateTruncating), Array.ConvertAll(pair.filter.Transition, T.CreateTruncating),
            pair.filter.HasVelocity ? pair.filter : null, s == 0 ? null : pair.basis.To(bases[s - 1])))];
}
