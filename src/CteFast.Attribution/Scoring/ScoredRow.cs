using System.Diagnostics;

namespace CteFast.Attribution.Scoring;

/// <summary>A training row and its score for a query. Immutable: threads may share it.</summary>
/// <param name="Row">The training row, from 0.</param>
/// <param name="Score">Its score.</param>
[DebuggerDisplay("row {Row}: {Score}")]
public readonly record struct ScoredRow(int Row, double Score);
