using System.Globalization;
using CteFast.Attribution.Scoring;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>An attribution on the terminal: of every query the training rows that help and that harm it most.</summary>
internal static class AttributionTable
{
    private const int MostQueries = 5;

    /// <summary>Writes the queries' tables, then what was found of wrong labels.</summary>
    public static void Write(Terminal terminal, AttributionReport report)
    {
        IAnsiConsole console = ResultConsole.Of(terminal);
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture,
            $"{report.Data}: {report.TrainingCount:N0} training rows, {report.ParameterCount:N0} parameters, {report.Method} in {Sentences.Time(report.Elapsed)}\n")));
        console.Write(new Text($"A score is what the row's removal would take from the query's {report.Measurement}; harmful rows have negative ones.\n"));
        for (int q = 0; q < Math.Min(MostQueries, report.Queries.Count); q++)
            WriteQuery(console, report, q);
        if (report.Queries.Count > MostQueries)
            console.Write(new Text($"\n{report.Queries.Count - MostQueries} more queries; --json and --csv write all\n"));
        WriteFound(console, report);
    }

    private static void WriteQuery(IAnsiConsole console, AttributionReport report, int query)
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"\nRow {report.Queries[query]}: target {report.QueryTargets[query]}, prediction {report.Predictions[query]:G5}\n");
        console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
        Table table = new Table().NoBorder();
        foreach (string header in new[] { "helpful row", "target", "score", "   harmful row", "target", "score" })
            table.AddColumn(new TableColumn(new Text(header, new Style(decoration: Decoration.Dim))).RightAligned().NoWrap().PadLeft(0));
        double largest = 0;
        for (int i = 0; i < report.Count; i++)
            largest = Math.Max(largest, Math.Max(Size(report.Helpful[query * report.Count + i]), Size(report.Harmful[query * report.Count + i])));
        NumberFormat format = new(largest);
        for (int i = 0; i < report.Count; i++)
            table.AddRow([.. Cells(report, report.Helpful[query * report.Count + i], format), .. Cells(report, report.Harmful[query * report.Count + i], format)]);
        console.Write(table);
    }

    private static double Size(ScoredRow row) => row.Row < 0 ? 0 : Math.Abs(row.Score);

    private static Text[] Cells(AttributionReport report, ScoredRow row, NumberFormat format)
    {
        if (row.Row < 0)
            return [new Text(""), new Text(""), new Text("")];
        int number = report.TrainingRows[row.Row];
        string mark = report.Wrong.Contains(number) ? " wrong" : "";
        return
        [
            new Text(number.ToString(CultureInfo.InvariantCulture)),
            new Text(report.TrainingTargets[row.Row].ToString("G5", CultureInfo.InvariantCulture) + mark),
            new Text(format.Signed(row.Score), new Style(row.Score < 0 ? Color.Blue : Color.Red)),
        ];
    }

    private static void WriteFound(IAnsiConsole console, AttributionReport report)
    {
        if (report.Wrong.Count == 0)
            return;
        console.Write(new Text($"\n{report.Wrong.Count} labels were made wrong before training. Of the 50 most harmful rows for all queries, wrong are:\n"));
        foreach ((string method, int found) in report.Found)
            console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"  {method,-16} {found}\n")));
    }
}
