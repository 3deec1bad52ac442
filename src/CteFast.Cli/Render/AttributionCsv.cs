using System.Globalization;
using System.Text;
using CteFast.Attribution.Scoring;

namespace CteFast.Cli.Render;

/// <summary>An attribution as CSV: a line for every query and row shown of it.</summary>
internal static class AttributionCsv
{
    /// <summary>The attribution's text.</summary>
    public static string Render(AttributionReport report)
    {
        StringBuilder text = new("query,side,rank,row,target,score\n");
        for (int q = 0; q < report.Queries.Count; q++)
        {
            Write(text, report, q, "helpful", report.Rows.Helpful(q));
            Write(text, report, q, "harmful", report.Rows.Harmful(q));
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, AttributionReport report, int query, string side, ReadOnlySpan<ScoredRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{report.Queries[query]},{side},{i + 1},{report.TrainingRows[rows[i].Row]},{Cell(report, report.TrainingTargets[rows[i].Row])},{rows[i].Score:R}\n");
    }

    private static string Cell(AttributionReport report, float target)
    {
        return report.Classes is null ? target.ToString(CultureInfo.InvariantCulture) : CsvText.Cell(report.Text(target));
    }
}
