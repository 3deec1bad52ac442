using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;

namespace CteFast.Thinning;

/// <summary>
/// The kernel of every member of a coreset with all points, one row a member, and the largest value of each row in every span of
/// <see cref="SpanLength"/> points. Owns its scratch.
/// </summary>
internal sealed class KeptRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The points of a span, which a search looks at together.</summary>
    public const int SpanLength = 64;

    private const int MostValues = 1 << 22;

    private readonly AlignedBuffer<T> _values = new();
    private readonly AlignedBuffer<T> _largest = new();
    private readonly AlignedBuffer<int> _rows = new();
    private int _padded;
    private int _free;

    /// <summary>Whether the rows are few enough to be kept, and too short to be worth the threads.</summary>
    public static bool Fit(int count, int size) =>
        count < SwapCandidates<T>.ParallelChunks * SwapCandidates<T>.ChunkPoints && (long)count * size <= MostValues;

    /// <summary>The spans of so many points, filled up to whole vectors.</summary>
    public static int Spans(int padded) => (padded + SpanLength * PointBlock.Size - 1) / (SpanLength * PointBlock.Size) * PointBlock.Size;

    /// <summary>Makes room for the rows of a coreset, whole blocks of them, and for one spare row.</summary>
    public void Start(int size, int padded)
    {
        (_padded, _free) = (padded, PointBlock.Count(size) * PointBlock.Size);
        _values.Ensure((_free + 1) * padded);
        _largest.Ensure(_free * Spans(padded));
        IndexLoops.Sequence(_rows.Ensure(_free + 1));
    }

    /// <summary>The kernel of a member with all points.</summary>
    public Span<T> Row(int slot)
    {
        int row = Unsafe.Add(ref _rows.Reference, slot);
        return _values.Ensure((row + 1) * _padded)[(row * _padded)..];
    }

    /// <summary>The spare row, which takes a member's place by <see cref="Replace"/>.</summary>
    public Span<T> Spare => Row(_free);

    /// <summary>The largest value of a member's row in every span.</summary>
    public ref T Largest(int slot) => ref _largest.Ensure((slot + 1) * Spans(_padded))[slot * Spans(_padded)];

    /// <summary>Takes the largest values of the rows of a block of members, from a place on, where they have just been computed.</summary>
    public void TakeLargest(int firstSlot, int place, int length)
    {
        for (int slot = firstSlot; slot < firstSlot + PointBlock.Size; slot++)
            Lanes<T>.SpanMaxima(ref Row(slot)[place], length, SpanLength, ref Unsafe.Add(ref Largest(slot), place / SpanLength));
    }

    /// <summary>Lets the spare row, once filled, and a member's row change places.</summary>
    public void Replace(int slot)
    {
        Lanes<T>.SpanMaxima(ref Spare[0], _padded, SpanLength, ref Largest(slot));
        Span<int> rows = _rows.Ensure(_free + 1);
        (rows[slot], rows[_free]) = (rows[_free], rows[slot]);
    }
}
