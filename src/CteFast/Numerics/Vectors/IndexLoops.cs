using System.Runtime.CompilerServices;

namespace CteFast.Numerics.Vectors;

/// <summary>Places in an array, and what stands there.</summary>
/// <remarks>
/// The loops are apart from their callers, which do much else: a long loop in a method that runs for the first time would have all of the
/// method compiled a second time while it runs.
/// </remarks>
internal static class IndexLoops
{
    /// <summary>All places in order: 0, 1, 2 …</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sequence(Span<int> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = i;
    }

    /// <summary>What stands at some places. The destination may be the places themselves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<TItem>(ReadOnlySpan<TItem> source, ReadOnlySpan<int> places, Span<TItem> destination)
        where TItem : unmanaged
    {
        for (int i = 0; i < places.Length; i++) destination[i] = source[places[i]];
    }
}
