namespace CteFast.Compression;

/// <summary>Consecutive points that stand for rows, each for the same number of rows.</summary>
/// <param name="Size">The number of points, c_p.</param>
/// <param name="RowCount">The number of rows they stand for, n_p; 0 for no points.</param>
internal readonly record struct WeightedGroup(int Size, long RowCount);
