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
            Write(text, report, q, "helpful", report.Helpful);
            Write(text, report, q, "harmful", report.Harmful);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, AttributionReport report, int query, string side, ScoredRow[] rows)
    {
        for (int i = 0; i < report.Count; i++)
        {
            ScoredRow row = rows[query * report.Count + i];
            if (row.Row >= 0)
                text.Append(CultureInfo.InvariantCulture, $"{report.Queries[query]},{side},{i + 1},{report.TrainingRows[row.Row]},{report.TrainingTargets[row.Row]},{row.Score:R}\n");
        }
    }
}
