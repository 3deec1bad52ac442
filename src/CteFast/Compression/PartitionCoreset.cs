using System.Numerics;

namespace CteFast.Compression;

/// <summary>A coreset of one partition, such as a machine's or a day's, to be merged with those of others.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Rows">Its rows, row-major, c_p x d, in units common to all partitions; none for a partition without rows.</param>
/// <param name="RowCount">The number of rows that it stands for, n_p ≥ c_p.</param>
public readonly record struct PartitionCoreset<T>(ReadOnlyMemory<T> Rows, long RowCount)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
