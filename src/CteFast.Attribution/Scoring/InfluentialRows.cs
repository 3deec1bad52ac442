using System.Diagnostics;

namespace CteFast.Attribution.Scoring;

/// <summary>For each query the training rows that help it most and those that harm it most. Immutable: threads may share it.</summary>
[DebuggerDisplay("{QueryCount} queries, {Report.PairsScored} of {Report.PairsTotal} pairs scored")]
public sealed class InfluentialRows
{
    private readonly ScoredRow[][] _helpful, _harmful;

    internal InfluentialRows(ScoredRow[][] helpful, ScoredRow[][] harmful, ScoringReport report) => (_helpful, _harmful, Report) = (helpful, harmful, report);

    /// <summary>The number of queries, Q.</summary>
    public int QueryCount => _helpful.Length;

    /// <summary>How many pairs were scored. Rows that the deadline left without a score are not among those found.</summary>
    public ScoringReport Report { get; }

    /// <summary>The most helpful training rows of a query, the most helpful first; fewer than asked for where fewer were scored.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<ScoredRow> Helpful(int query) => Of(_helpful, query);

    /// <summary>The most harmful training rows of a query, the most harmful first; fewer than asked for where fewer were scored.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<ScoredRow> Harmful(int query) => Of(_harmful, query);

    private static ReadOnlySpan<ScoredRow> Of(ScoredRow[][] rows, int query) =>
        (uint)query < (uint)rows.Length ? rows[query] : throw new ArgumentOutOfRangeException(nameof(query), query, $"There are {rows.Length} queries, numbered from 0.");
}
