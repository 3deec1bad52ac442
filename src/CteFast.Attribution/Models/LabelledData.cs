using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;

namespace CteFast.Attribution.Models;

/// <summary>Rows of features with their targets: training rows or queries. Immutable: threads may share it.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[DebuggerDisplay("{Count} rows, {FeatureCount} features, {TargetCount} targets")]
public sealed class LabelledData<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _features;
    private readonly T[] _targets;

    /// <summary>Copies features and targets.</summary>
    /// <param name="features">Row-major features, n x d, finite.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="targets">
    /// Row-major targets, the same number for every row, finite: for classification one number, the class from 0; for regression one number for each output.
    /// </param>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit each other, or a number is NaN or infinite.</exception>
    public LabelledData(ReadOnlySpan<T> features, int featureCount, ReadOnlySpan<T> targets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        if (features.IsEmpty || features.Length % featureCount != 0)
            throw new ArgumentException($"{features.Length} values are no whole number of rows of {featureCount} features, one at least.", nameof(features));
        Count = features.Length / featureCount;
        if (targets.IsEmpty || targets.Length % Count != 0)
            throw new ArgumentException($"{targets.Length} targets are not the same number for each of {Count} rows.", nameof(targets));
        FeatureCount = featureCount;
        TargetCount = targets.Length / Count;
        CheckFinite(features, FeatureCount, "feature", nameof(features));
        CheckFinite(targets, TargetCount, "target", nameof(targets));
        _features = features.ToArray();
        _targets = targets.ToArray();
    }

    /// <summary>The number of rows, n.</summary>
    public int Count { get; }

    /// <summary>The number of features, d.</summary>
    public int FeatureCount { get; }

    /// <summary>The length of a row's target.</summary>
    public int TargetCount { get; }

    /// <summary>Row-major features, n x d.</summary>
    public ReadOnlySpan<T> Features => _features;

    /// <summary>Row-major targets, n x <see cref="TargetCount"/>.</summary>
    public ReadOnlySpan<T> Targets => _targets;

    /// <summary>The features of a row, d.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<T> Row(int row) => _features.AsSpan(row * FeatureCount, FeatureCount);

    /// <summary>The target of a row.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<T> Target(int row) => _targets.AsSpan(row * TargetCount, TargetCount);

    /// <summary>Copies the rows named, in the order given; a row may be named more than once.</summary>
    /// <param name="rows">The rows, from 0.</param>
    /// <exception cref="ArgumentException">No row is named.</exception>
    public LabelledData<T> Subset(ReadOnlySpan<int> rows)
    {
        var features = new T[rows.Length * FeatureCount];
        var targets = new T[rows.Length * TargetCount];
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(features.AsSpan(i * FeatureCount));
            Target(rows[i]).CopyTo(targets.AsSpan(i * TargetCount));
        }

        return new LabelledData<T>(features, FeatureCount, targets);
    }

    private static void CheckFinite(ReadOnlySpan<T> values, int width, string what, string name)
    {
        if (TensorPrimitives.IsFiniteAll(values)) return;
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i])) throw new ArgumentException($"Row {i / width}, {what} {i % width}: {values[i]} is not finite.", name);
        }
    }
}
