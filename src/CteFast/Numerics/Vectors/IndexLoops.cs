using System.Runtime.CompilerServices;

namespace CteFast.Numerics.Vectors;

/// <summary>Loops over indices: the sequence 0, 1, 2 …, and the elements at given places.</summary>
/// <remarks>
/// The loops stand apart from their callers. A long loop in a method that runs for the first time would have the whole method compiled a second
/// time while it runs.
/// </remarks>
internal static class IndexLoops
{
    /// <summary>Writes 0, 1, 2 …</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sequence(Span<int> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = i;
    }

    /// <summary>Copies the elements at the given places. The destination may be the places themselves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<TItem>(ReadOnlySpan<TItem> source, ReadOnlySpan<int> places, Span<TItem> destination)
        where TItem : unmanaged
    {
        for (int i = 0; i < places.Length; i++) destination[i] = source[places[i]];
    }
}
