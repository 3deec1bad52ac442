using System.Globalization;
using CteFast.Explain;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>An explanation on the terminal: a table for every row, the features that moved the prediction most first.</summary>
internal static class ExplanationTable
{
    private const int MostFeatures = 20;
    private const int Gap = 2;
    private const int ShortestSide = 2;
    private const int LongestSide = 20;

    /// <summary>Writes the background's quality, then a table for every row.</summary>
    public static void Write(Terminal terminal, ExplanationReport report)
    {
        Explanation explanation = report.Explanation;
        IAnsiConsole console = ResultConsole.Of(terminal);
        console.Write(new Text(Sentences.Background(explanation) + "\n"));
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture,
            $"{report.Model}: {explanation.ModelRows:N0} model rows, {Sentences.Time(explanation.Elapsed)} ({explanation.Method})\n")));
        for (int row = 0; row < explanation.RowCount; row++)
            WriteRow(console, report, row);
    }

    private static void WriteRow(IAnsiConsole console, ExplanationReport report, int row)
    {
        Explanation explanation = report.Explanation;
        int output = IndexOfLargest(explanation.Prediction(row));
        double largest = Math.Max(LargestSize(explanation.Values(row, output)), LargestSize(explanation.StandardErrors(row, output)));
        NumberFormat format = new(largest);

        string which = explanation.OutputCount > 1 ? $", output {output} (the largest of {explanation.OutputCount})" : "";
        string prediction = format.Plain(explanation.Prediction(row)[output]);
        string baseValue = format.Plain(explanation.BaseValues[output]);
        string kind = explanation.OutputKind == "value" ? "prediction" : explanation.OutputKind;
        string title = $"\nRow {report.Rows[row]}{which}: {kind} {prediction}, base value {baseValue}\n";
        console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
        console.Write(Table(Lines(report, row, output, format), console.Profile.Width));
    }

    private static List<Line> Lines(ExplanationReport report, int row, int output, NumberFormat format)
    {
        double[] values = report.Explanation.Values(row, output).ToArray();
        ReadOnlySpan<double> errors = report.Explanation.StandardErrors(row, output);
        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(j => Math.Abs(values[j]))];
        int shown = order.Length > MostFeatures ? MostFeatures - 1 : order.Length;

        List<Line> lines = [];
        foreach (int j in order.AsSpan(0, shown))
        {
            string featureValue = report.FeatureValues[row * values.Length + j].ToString("G5", CultureInfo.InvariantCulture);
            lines.Add(new Line(report.FeatureNames[j], featureValue, format.Signed(values[j]), Error(errors[j]), values[j]));
        }

        if (shown < order.Length)
        {
            double rest = order.Skip(shown).Sum(j => values[j]);
            lines.Add(new Line($"{order.Length - shown} others", "", format.Signed(rest), "", rest));
        }

        return lines;

        string Error(double error) => report.Explanation.IsExact ? "" : double.IsNaN(error) ? "unknown" : $"± {format.Plain(error)}";
    }

    private static Table Table(List<Line> lines, int width)
    {
        int featureValueWidth = Math.Max("value".Length, lines.Max(line => line.FeatureValue.Length));
        int shapleyWidth = Math.Max("Shapley".Length, lines.Max(line => line.Shapley.Length));
        bool errors = lines.Exists(line => line.Error.Length > 0);      // exact values have none
        int errorWidth = errors ? Math.Max("± error".Length, lines.Max(line => line.Error.Length)) : 0;
        int longestName = Math.Max("feature".Length, lines.Max(line => line.Feature.Length));

        // Names and bars share what is left: half each while both need it; bars too short to read make way.
        int free = width - (featureValueWidth + shapleyWidth + errorWidth + 2 * Gap + 1);
        int nameWidth = Math.Min(longestName, Math.Max(free / 2, free - Gap - 1 - 2 * LongestSide));
        int side = Math.Min((free - nameWidth - Gap - 1) / 2, LongestSide);
        bool bars = side >= ShortestSide;

        Table table = new Table().NoBorder();
        table.AddColumn(Column("feature", bars ? nameWidth : Math.Min(longestName, free), Gap));
        table.AddColumn(Column("value", featureValueWidth, Gap).RightAligned());
        table.AddColumn(Column("Shapley", shapleyWidth, gap: errors || bars ? 1 : 0).RightAligned());
        if (errors)
            table.AddColumn(Column("± error", errorWidth, bars ? Gap : 0));
        if (bars)
            table.AddColumn(Column("", 2 * side + 1, gap: 0));

        double largest = lines.Max(line => Math.Abs(line.Value));      // the others together may be more than the first
        foreach (Line line in lines)
        {
            Style style = new(line.Value < 0 ? Color.Blue : Color.Red);
            List<Text> cells =
            [
                new Text(line.Feature).Ellipsis(),
                new Text(line.FeatureValue),
                new Text(line.Shapley, style),
            ];
            if (errors)
                cells.Add(new Text(line.Error));
            if (bars)
                cells.Add(new Text(SignedBar.Draw(line.Value, largest, side), style));
            table.AddRow(cells);
        }

        return table;
    }

    private static TableColumn Column(string header, int width, int gap)
        => new TableColumn(new Text(header, new Style(decoration: Decoration.Dim))).Width(width).NoWrap().PadLeft(0).PadRight(gap);

    private static int IndexOfLargest(ReadOnlySpan<double> numbers)
    {
        int largest = 0;
        for (int i = 1; i < numbers.Length; i++)
        {
            if (numbers[i] > numbers[largest])
                largest = i;
        }

        return largest;
    }

    private static double LargestSize(ReadOnlySpan<double> numbers)
    {
        double largest = 0;
        foreach (double number in numbers)
            largest = double.MaxNumber(largest, Math.Abs(number));      // an error may be NaN, unknown
        return largest;
    }

    /// <summary>A line of the table.</summary>
    private readonly record struct Line(string Feature, string FeatureValue, string Shapley, string Error, double Value);
}
