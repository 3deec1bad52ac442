using CteFast.Data;

namespace CteFast.Tables;

/// <summary>What a table's columns are, without its rows.</summary>
/// <param name="Schema">The features.</param>
/// <param name="RowCount">The number of rows.</param>
/// <param name="MissingCounts">By feature, how many of its values are missing.</param>
/// <param name="Findings">What was found, in the order of the columns.</param>
public sealed record TableDescription(FeatureSchema Schema, long RowCount, IReadOnlyList<long> MissingCounts, IReadOnlyList<TableFinding> Findings);
