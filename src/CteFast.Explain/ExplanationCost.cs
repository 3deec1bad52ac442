namespace CteFast.Explain;

/// <summary>What the explanation of a row cost.</summary>
/// <param name="ModelRows">The model rows, the row itself included.</param>
/// <param name="ModelCalls">The calls of the model.</param>
/// <param name="Elapsed">The time.</param>
/// <param name="StoppedBy">Why it ended.</param>
public readonly record struct ExplanationCost(long ModelRows, long ModelCalls, TimeSpan Elapsed, StopReason StoppedBy);
