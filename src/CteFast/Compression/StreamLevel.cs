using System.Numerics;

namespace CteFast.Compression;

/// <summary>The rows that wait at a level of the tree of Compress until there are enough to be halved.</summary>
/// <param name="capacity">The rows halved together.</param>
/// <param name="featureCount">The number of features, d.</param>
/// <param name="rowsEach">The rows of the stream that one waiting row stands for.</param>
internal sealed class StreamLevel<T>(int capacity, int featureCount, long rowsEach)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _rows = new T[checked(capacity * featureCount)];
    private readonly long[] _positions = new long[capacity];

    /// <summary>The rows waiting.</summary>
    public int Count { get; private set; }

    /// <summary>The rows that fit.</summary>
    public int Capacity => capacity;

    /// <summary>The waiting rows, row-major.</summary>
    public ReadOnlySpan<T> Rows => _rows.AsSpan(0, Count * featureCount);

    /// <summary>Where in the stream the waiting rows stood.</summary>
    public ReadOnlySpan<long> Positions => _positions.AsSpan(0, Count);

    public bool IsFull => Count == capacity;

    /// <summary>The waiting rows as points that stand for rows of the stream.</summary>
    public WeightedGroup Group => new(Count, Count * rowsEach);

    /// <summary>Takes as many consecutive rows of the stream as fit. Returns their number.</summary>
    public int Take(ReadOnlySpan<T> rows, long position)
    {
        int taken = Math.Min(rows.Length / featureCount, capacity - Count);
        rows[..(taken * featureCount)].CopyTo(_rows.AsSpan(Count * featureCount));
        for (int i = 0; i < taken; i++) _positions[Count + i] = position + i;
        Count += taken;
        return taken;
    }

    /// <summary>Takes the chosen rows of another level, which is empty after.</summary>
    public void TakeFrom(StreamLevel<T> below, ReadOnlySpan<int> chosen)
    {
        foreach (int i in chosen)
        {
            below._rows.AsSpan(i * featureCount, featureCount).CopyTo(_rows.AsSpan(Count * featureCount));
            _positions[Count++] = below._positions[i];
        }

        below.Count = 0;
    }
}
