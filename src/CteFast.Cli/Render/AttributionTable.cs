using System.Globalization;
using CteFast.Attribution.Scoring;
using CteFast.Cli.Shell;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>An attribution on the terminal: of every query the training rows that help and that harm it most.</summary>
internal static class AttributionTable
{
    private const int MostQueries = 5;
    private const int BesideEachOther = 72;

    /// <summary>Writes the queries' tables, then what was found of wrong labels.</summary>
    public static void Write(Terminal terminal, AttributionReport report)
    {
        IAnsiConsole console = ResultConsole.Of(terminal);
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture,
            $"{report.Data}: {report.TrainingCount:N0} training rows, {report.ParameterCount:N0} parameters, {report.Method} in {Sentences.Time(report.Elapsed)}\n")));
        console.Write(new Text($"A score is what the row's removal would take from the query's {report.Measurement}; harmful rows have negative ones.\n"));
        if (report.Scored < 1)
            console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"Only {report.Scored:P1} of the pairs of query and row were scored before the deadline.\n")));
        if (report.LargestStep > 1)
            console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"The largest step of training is {report.LargestStep:G3}; above 1, source is far from what training did: take a smaller --learning-rate.\n")));
        for (int q = 0; q < Math.Min(MostQueries, report.Queries.Count); q++)
            WriteQuery(console, report, q);
        if (report.Queries.Count > MostQueries)
            console.Write(new Text($"\n{report.Queries.Count - MostQueries} more queries; --json and --csv write all\n"));
        WriteFound(console, report);
    }

    private static void WriteQuery(IAnsiConsole console, AttributionReport report, int query)
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"\nRow {report.Queries[query]}: target {report.Text(report.QueryTargets[query])}, prediction {report.Text(report.Predictions[query])}\n");
        console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
        ReadOnlySpan<ScoredRow> helpful = report.Rows.Helpful(query), harmful = report.Rows.Harmful(query);
        double largest = 0;
        foreach (ScoredRow row in (ScoredRow[])[.. helpful, .. harmful]) largest = Math.Max(largest, Math.Abs(row.Score));
        NumberFormat format = new(largest);
        List<Text[]> helping = Cells(report, helpful, format), harming = Cells(report, harmful, format);
        if (console.Profile.Width >= BesideEachOther)
        {
            PlainTable.Write(console, [.. Headers("helpful"), .. Headers("  harmful")], helping.Zip(harming, (left, right) => (Text[])[.. left, .. right]));
            return;
        }

        PlainTable.Write(console, Headers("helpful"), helping);
        PlainTable.Write(console, Headers("harmful"), harming);
    }

    private static string[] Headers(string kind) => [$"{kind} row", "target", "score"];

    private static List<Text[]> Cells(AttributionReport report, ReadOnlySpan<ScoredRow> rows, NumberFormat format)
    {
        List<Text[]> cells = [];
        foreach (ScoredRow row in rows)
        {
            int number = report.TrainingRows[row.Row];
            string mark = report.Wrong.Contains(number) ? " wrong" : "";
            cells.Add(
            [
                new Text(number.ToString(CultureInfo.InvariantCulture)),
                new Text(InputException.OneLine(report.Text(report.TrainingTargets[row.Row])) + mark),
                new Text(format.Signed(row.Score), new Style(row.Score < 0 ? Color.Blue : Color.Red)),
            ]);
        }

        return cells;
    }

    private static void WriteFound(IAnsiConsole console, AttributionReport report)
    {
        if (report.Wrong.Count == 0)
            return;
        console.Write(new Text($"\n{report.Wrong.Count} labels were made wrong before training. Of the 50 most harmful rows for all queries, wrong are:\n"));
        foreach ((string method, int? found) in report.Found)
            console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"  {method,-16} {(found is { } number ? number : "not scored before the deadline")}\n")));
    }
}
