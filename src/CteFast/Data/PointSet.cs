using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace CteFast.Data;

/// <summary>Points in the layout of the vectorised loops: blocks of 16 points, feature-major, aligned. Users cannot change it.</summary>
/// <typeparam name="T">The element type: <see langword="float"/> for speed, <see langword="double"/> for reference results.</typeparam>
[DebuggerDisplay("{Count} points, {FeatureCount} features")]
public sealed class PointSet<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private PointSet(int count, int featureCount, Standardization? standardization)
        : this(new AlignedBuffer<T>(checked(PointBlock.Count(count) * PointBlock.Size * featureCount)), count, featureCount, standardization)
    {
    }

    private PointSet(AlignedBuffer<T> buffer, int count, int featureCount, Standardization? standardization)
    {
        Buffer = buffer;
        Count = count;
        FeatureCount = featureCount;
        Standardization = standardization;
    }

    /// <summary>The number of points, n.</summary>
    public int Count { get; private set; }

    /// <summary>The number of features, d.</summary>
    public int FeatureCount { get; }

    /// <summary>What was subtracted and divided by, or null when the features are as they came.</summary>
    public Standardization? Standardization { get; }

    internal int BlockCount => PointBlock.Count(Count);

    /// <summary>The blocks, for work on several threads.</summary>
    internal AlignedBuffer<T> Buffer { get; }

    /// <summary>All points, as the loops take them.</summary>
    internal PointBlocks<T> AsBlocks => new(Buffer, Count, FeatureCount);

    /// <summary>The first element of the first block.</summary>
    internal ref T Blocks => ref Buffer.Reference;

    /// <summary>The first element of a block.</summary>
    internal ref T Block(int index) => ref Unsafe.Add(ref Blocks, index * PointBlock.Size * FeatureCount);

    /// <summary>Takes points as they are.</summary>
    /// <param name="rows">Row-major points, n x d, all finite.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fill whole rows, or a value is NaN or infinite.</exception>
    public static PointSet<T> FromRows(ReadOnlySpan<T> rows, int featureCount)
    {
        int count = Check(rows, featureCount);
        var points = new PointSet<T>(count, featureCount, null);
        points.Write(rows);
        return points;
    }

    /// <summary>Takes points with every feature brought to mean 0 and standard deviation 1.</summary>
    /// <param name="rows">Row-major points, n x d, all finite.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, they do not fill whole rows, a value is NaN or infinite, or the differences of a feature's values overflow.
    /// </exception>
    public static PointSet<T> FromRowsStandardized(ReadOnlySpan<T> rows, int featureCount)
    {
        PointSet<T> points = Empty(featureCount, Measure(rows, featureCount));
        points.Refill(rows);
        return points;
    }

    /// <summary>The moments of rows, which it checks.</summary>
    internal static Standardization Measure(ReadOnlySpan<T> rows, int featureCount)
    {
        Check(rows, featureCount);
        double[] means = new double[featureCount], scales = new double[featureCount];
        for (int j = 0; j < featureCount; j++) (means[j], scales[j]) = Moments(rows, featureCount, j);
        return new Standardization(means, scales);
    }

    /// <summary>Takes points with every feature standardised by moments known beforehand, such as those of a first sample.</summary>
    /// <param name="rows">Row-major points, n x d, all finite.</param>
    /// <param name="standardization">The means and scales, d.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, they do not fill whole rows, or a value is NaN or infinite or lies too many scales from the mean.
    /// </exception>
    public static PointSet<T> FromRows(ReadOnlySpan<T> rows, Standardization standardization)
    {
        ArgumentNullException.ThrowIfNull(standardization);
        CheckStandardized(rows, standardization.Means.Length, standardization);
        PointSet<T> points = Empty(standardization.Means.Length, standardization);
        points.Refill(rows);
        return points;
    }

    /// <summary>Takes a buffer of row-major rows with room for whole blocks and lays them out within it.</summary>
    internal static PointSet<T> InPlace(AlignedBuffer<T> buffer, int count, int featureCount, Standardization? standardization)
    {
        if (standardization is not null) CheckFeatures(standardization, featureCount);
        int length = PointBlock.Size * featureCount;
        CheckStandardized(buffer.Ensure(count * featureCount), featureCount, standardization);
        var points = new PointSet<T>(buffer, count, featureCount, standardization);
        Span<T> blocks = buffer.Ensure(points.BlockCount * length);
        T[] rows = new T[length];
        for (int start = 0; start < blocks.Length; start += length)
        {
            ReadOnlySpan<T> held = rows.AsSpan(0, Math.Min(length, count * featureCount - start));
            blocks.Slice(start, held.Length).CopyTo(rows);
            points.WriteBlock(held, blocks.Slice(start, length));
        }

        return points;
    }

    /// <summary>A set without points, to be refilled; it allocates only when it has to grow.</summary>
    internal static PointSet<T> Empty(int featureCount, Standardization? standardization)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        if (standardization is not null) CheckFeatures(standardization, featureCount);
        return new PointSet<T>(0, featureCount, standardization);
    }

    private static void CheckFeatures(Standardization standardization, int featureCount)
    {
        if (standardization.Means.Length != featureCount)
            throw new ArgumentException($"A standardisation of {standardization.Means.Length} features does not fit points of {featureCount}.", nameof(standardization));
    }

    /// <summary>Replaces all points by others, checked before, with the set's standardisation.</summary>
    internal void Refill(ReadOnlySpan<T> rows)
    {
        Count = rows.Length / FeatureCount;
        Write(rows);
    }

    /// <summary>Throws unless the rows are whole and finite, as they are and standardised. Returns their number.</summary>
    internal static int CheckStandardized(ReadOnlySpan<T> rows, int featureCount, Standardization? standardization)
    {
        int count = Check(rows, featureCount);
        if (standardization is null) return count;
        for (int i = 0; i < rows.Length; i++)
        {
            int feature = i % featureCount;
            if (!T.IsFinite(Standardized(rows[i], standardization.Means[feature], standardization.Scales[feature])))
                throw new ArgumentException($"Row {i / featureCount}, feature {feature} overflows when standardised.", nameof(rows));
        }

        return count;
    }

    /// <summary>Copies the points of the given indices into blocks of scratch memory, the last one filled up with zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not one of a point.</exception>
    internal PointBlocks<T> Gather(ReadOnlySpan<int> indices, AlignedBuffer<T> scratch)
    {
        CheckIndices(indices);
        return AsBlocks.Gather(indices, scratch);
    }

    /// <summary>The points of the given indices, in their order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not one of a point.</exception>
    internal PointSet<T> Take(ReadOnlySpan<int> indices)
    {
        var buffer = new AlignedBuffer<T>();
        Gather(indices, buffer);
        return new PointSet<T>(buffer, indices.Length, FeatureCount, Standardization);
    }

    /// <summary>Throws unless every index is one of a point: the loops read points unchecked.</summary>
    internal void CheckIndices(ReadOnlySpan<int> indices)
    {
        // Every halving comes here: apart from the words of the error, so that little is compiled.
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)Count) RefuseIndex(index, nameof(indices));
        }
    }

    [DoesNotReturn]
    private void RefuseIndex(int index, string name) =>
        throw new ArgumentOutOfRangeException(name, index, $"There are {Count} points; {index} is the index of none.");

    private void Write(ReadOnlySpan<T> rows)
    {
        int length = PointBlock.Size * FeatureCount;
        Span<T> blocks = Buffer.Ensure(BlockCount * length);
        for (int start = 0; start < blocks.Length; start += length)
            WriteBlock(rows[start..Math.Min(start + length, rows.Length)], blocks.Slice(start, length));
    }

    /// <summary>Writes up to 16 rows as a block, standardised where the set is, the rest of it zero.</summary>
    private void WriteBlock(ReadOnlySpan<T> rows, Span<T> block)
    {
        ReadOnlySpan<double> means = Standardization is null ? default : Standardization.Means;
        ReadOnlySpan<double> scales = Standardization is null ? default : Standardization.Scales;
        if (rows.Length < block.Length) block.Clear();
        for (int i = 0; i * FeatureCount < rows.Length; i++)
        {
            ReadOnlySpan<T> row = rows.Slice(i * FeatureCount, FeatureCount);
            Span<T> target = block[i..];
            for (int j = 0; j < row.Length; j++)
                target[j * PointBlock.Size] = means.IsEmpty ? row[j] : Standardized(row[j], means[j], scales[j]);
        }
    }

    private static T Standardized(T value, double mean, double scale) => T.CreateTruncating((double.CreateTruncating(value) - mean) / scale);

    private static (double Mean, double Scale) Moments(ReadOnlySpan<T> rows, int featureCount, int feature)
    {
        double first = double.CreateTruncating(rows[feature]), sum = 0, largest = 0;
        int count = rows.Length / featureCount;
        for (int i = feature; i < rows.Length; i += featureCount)
        {
            // Differences to the first row: exact for a constant feature, and no digits lost to a large offset.
            double difference = double.CreateTruncating(rows[i]) - first;
            sum += difference;
            largest = Math.Max(largest, Math.Abs(difference));
        }

        if (largest == 0) return (first, 1);
        if (largest > double.MaxValue / 2 || !double.IsFinite(sum))
            throw new ArgumentException($"The values of feature {feature} lie too far apart to be standardised: their differences overflow.", nameof(rows));
        double offset = sum / count, squares = 0;
        for (int i = feature; i < rows.Length; i += featureCount)
        {
            // Divided by the largest difference, so that the squares neither overflow nor underflow.
            double difference = (double.CreateTruncating(rows[i]) - first - offset) / largest;
            squares += difference * difference;
        }

        // A deviation below the smallest number there is: as good as constant.
        double scale = largest * Math.Sqrt(squares / count);
        return (first + offset, scale == 0 ? 1 : scale);
    }

    private static int Check(ReadOnlySpan<T> rows, int featureCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        if (rows.IsEmpty) throw new ArgumentException("There are no rows.", nameof(rows));
        if (rows.Length % featureCount != 0)
            throw new ArgumentException($"{rows.Length} values do not fill rows of {featureCount} features.", nameof(rows));
        if (TensorPrimitives.IsFiniteAll(rows)) return rows.Length / featureCount;
        int wrong = 0;
        while (T.IsFinite(rows[wrong])) wrong++;
        throw new ArgumentException(
            string.Create(CultureInfo.InvariantCulture, $"Row {wrong / featureCount}, feature {wrong % featureCount} is {rows[wrong]}; every value must be finite."), nameof(rows));
    }
}
