using System.Diagnostics;
using System.Numerics;

namespace CteFast.Data;

/// <summary>Gathers rows as they are read and lays them out as points where they stand: memory for n x d values, not twice that.</summary>
/// <typeparam name="T">The element type.</typeparam>
[DebuggerDisplay("{Count} rows, {FeatureCount} features")]
public sealed class PointSetBuilder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private AlignedBuffer<T> _buffer = new();
    private int _capacity;

    /// <summary>Starts without rows.</summary>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="capacity">The number of rows expected. Exceeded, it grows by half, and old and new memory are held for a moment; memory never written to costs nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no features, or the capacity is negative or more than an array can hold.</exception>
    public PointSetBuilder(int featureCount, int capacity = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        FeatureCount = featureCount;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, LargestCount(featureCount));
        Allocate(capacity);
    }

    /// <summary>The number of features, d.</summary>
    public int FeatureCount { get; }

    /// <summary>The number of rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>The rows so far, row-major.</summary>
    public ReadOnlySpan<T> Rows => _buffer.Ensure(Count * FeatureCount);

    /// <summary>The most rows of <paramref name="featureCount"/> features that fit an array; of more, take a stream's coreset.</summary>
    /// <param name="featureCount">The number of features, d.</param>
    public static int LargestCount(int featureCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        // Whole blocks, and the few elements that aligning the first one may take.
        return (Array.MaxLength - PointBlock.Size) / featureCount / PointBlock.Size * PointBlock.Size;
    }

    /// <summary>Adds rows; the values are looked at when the points are built.</summary>
    /// <param name="rows">Row-major rows, any number.</param>
    /// <exception cref="ArgumentException">The rows are not whole, or more than fit an array.</exception>
    public void Add(ReadOnlySpan<T> rows)
    {
        if (rows.Length % FeatureCount != 0) throw new ArgumentException($"{rows.Length} values do not fill rows of {FeatureCount} features.", nameof(rows));
        long count = Count + (long)rows.Length / FeatureCount;
        int largest = LargestCount(FeatureCount);
        if (count > largest) throw new ArgumentException($"More than {largest} rows of {FeatureCount} features do not fit an array.", nameof(rows));
        if (count > _capacity) Grow((int)Math.Clamp(_capacity + _capacity / 2L, count, largest));
        rows.CopyTo(_buffer.Ensure(_capacity * FeatureCount)[(Count * FeatureCount)..]);
        Count = (int)count;
    }

    /// <summary>The rows as points, as they came. The builder is empty after.</summary>
    /// <exception cref="ArgumentException">There are no rows, or a value is NaN or infinite.</exception>
    public PointSet<T> Build() => Take(null);

    /// <summary>The rows as points standardised by given moments. The builder is empty after.</summary>
    /// <param name="standardization">The means and scales, d.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, the standardisation is not of d features, or a value is NaN or infinite or lies too many scales from the mean.
    /// </exception>
    public PointSet<T> Build(Standardization standardization)
    {
        ArgumentNullException.ThrowIfNull(standardization);
        return Take(standardization);
    }

    /// <summary>The rows as points with every feature brought to mean 0 and standard deviation 1. The builder is empty after.</summary>
    /// <exception cref="ArgumentException">There are no rows, a value is NaN or infinite, or the differences of a feature's values overflow.</exception>
    public PointSet<T> BuildStandardized() => Take(PointSet<T>.Measure(Rows, FeatureCount));

    private PointSet<T> Take(Standardization? standardization)
    {
        PointSet<T> points = PointSet<T>.InPlace(_buffer, Count, FeatureCount, standardization);
        _buffer = new AlignedBuffer<T>();
        (Count, _capacity) = (0, 0);
        return points;
    }

    private void Grow(int capacity)
    {
        ReadOnlySpan<T> rows = Rows;
        _buffer = new AlignedBuffer<T>();
        Allocate(capacity);
        rows.CopyTo(_buffer.Ensure(_capacity * FeatureCount));
    }

    private void Allocate(int capacity)
    {
        // Whole blocks: the last one is filled up when the points are laid out.
        _capacity = PointBlock.Count(capacity) * PointBlock.Size;
        _buffer.Ensure(_capacity * FeatureCount);
    }
}
