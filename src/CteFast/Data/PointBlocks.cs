using System.Runtime.CompilerServices;

namespace CteFast.Data;

/// <summary>Points in blocks of 16, wherever they lie: all points of a set, or a choice of them gathered in scratch memory.</summary>
/// <param name="Buffer">The blocks, one after the other; the lanes after the last point are filled with zeros.</param>
/// <param name="Count">The number of points.</param>
/// <param name="FeatureCount">The number of features, d.</param>
internal readonly record struct PointBlocks<T>(AlignedBuffer<T> Buffer, int Count, int FeatureCount)
    where T : unmanaged
{
    /// <summary>The number of blocks.</summary>
    public int BlockCount => PointBlock.Count(Count);

    /// <summary>The number of lanes: the points, filled up to whole blocks.</summary>
    public int Padded => BlockCount * PointBlock.Size;

    /// <summary>The first element of a block.</summary>
    public ref T Block(int index) => ref Unsafe.Add(ref Buffer.Reference, index * PointBlock.Size * FeatureCount);

    /// <summary>The first feature of a point.</summary>
    public ref T Point(int place) => ref Unsafe.Add(ref Buffer.Reference, PointBlock.Offset(place, FeatureCount));

    /// <summary>Copies the points at the given places into blocks of scratch memory.</summary>
    public PointBlocks<T> Gather(ReadOnlySpan<int> places, AlignedBuffer<T> scratch)
    {
        var gathered = new PointBlocks<T>(scratch, places.Length, FeatureCount);
        scratch.Ensure(gathered.Padded * FeatureCount);
        PointBlock.Gather(ref Buffer.Reference, FeatureCount, places, ref scratch.Reference);
        return gathered;
    }
}
