using System.Diagnostics;

namespace CteFast.Attribution.Scoring;

/// <summary>How many pairs of a query and a training row were scored. Immutable: threads may share it.</summary>
/// <param name="PairsScored">The pairs that have a score.</param>
/// <param name="PairsTotal">All pairs: queries times training rows.</param>
/// <param name="Elapsed">The time it took.</param>
[DebuggerDisplay("{PairsScored} of {PairsTotal} pairs in {Elapsed}")]
public readonly record struct ScoringReport(long PairsScored, long PairsTotal, TimeSpan Elapsed)
{
    /// <summary>Whether all pairs were scored before the deadline.</summary>
    public bool IsComplete => PairsScored == PairsTotal;
}
