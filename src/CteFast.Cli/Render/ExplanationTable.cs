using System.Globalization;
using CteFast.Cli.Shell;
using CteFast.Explain;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>An explanation on the terminal: every row as a waterfall from the base value to the prediction, the features that moved it most first.</summary>
internal static class ExplanationTable
{
    private const int MostFeatures = 20;
    private const int ShortestBar = 8;
    private const int LongestBar = 48;

    /// <summary>Writes the background's quality, then a waterfall for every row.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="report">The explanation.</param>
    /// <param name="output">The output shown, or null for each row's largest.</param>
    public static void Write(Terminal terminal, ExplanationReport report, int? output = null)
    {
        Explanation explanation = report.Explanation;
        IAnsiConsole console = ResultConsole.Of(terminal);
        console.Write(new Text(Sentences.Background(explanation) + "\n"));
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture,
            $"{report.Model}: {explanation.ModelRows:N0} model rows, {Sentences.Time(explanation.Elapsed)} ({explanation.Method})\n")));
        for (int row = 0; row < explanation.RowCount; row++)
            WriteRow(console, report, row, output);
    }

    private static void WriteRow(IAnsiConsole console, ExplanationReport report, int row, int? asked)
    {
        Explanation explanation = report.Explanation;
        ReadOnlySpan<double> predictions = explanation.Prediction(row);
        int output = asked ?? IndexOfLargest(predictions);
        double[] values = explanation.Values(row, output).ToArray(), errors = explanation.StandardErrors(row, output).ToArray();
        NumberFormat format = new(Math.Max(LargestSize(values), LargestSize(errors)));
        string baseValue = format.Plain(explanation.BaseValues[output]), prediction = format.Plain(predictions[output]);
        string kind = Sentences.Outputs(Sentences.Kind(explanation.OutputKind));

        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(j => Math.Abs(values[j]))];
        int shown = order.Length > MostFeatures ? MostFeatures - 1 : order.Length;
        int[] features = order[..shown];
        double rest = order[shown..].Sum(j => values[j]);
        bool hasRest = shown < order.Length;
        double[] steps = [.. features.Select(j => values[j]), .. hasRest ? [rest] : Array.Empty<double>()];

        List<BarColumn> numbers =
        [
            new BarColumn("value", Column("", j => NumberFormat.Value(report.Features.Schema[j], report.Features[row][j]), "", "")) { GivesWay = true },
            new BarColumn("Shapley", Column(baseValue, j => format.Signed(values[j]), format.Signed(rest), prediction)) { IsColored = true, Gap = explanation.IsExact ? 2 : 1 },
        ];
        if (!explanation.IsExact)
            numbers.Add(new BarColumn("± error", Column("", j => format.Error(errors[j]), "", "")) { IsLeft = true });
        string which = explanation.OutputCount == 1 ? "" : $", output {output} ({(asked is null ? "the largest " : "")}of {explanation.OutputCount})";
        console.Write(new Text($"\nRow {report.Rows[row]}{which}: {kind} {prediction}\n", new Style(decoration: Decoration.Bold)));
        BarTable.Write(console, new BarColumn("feature", Column("base value", j => InputException.OneLine(report.Features.Schema[j].Name), $"{order.Length - shown} others", kind)) { IsLeft = true },
            [.. numbers], new Bars([0, .. steps, 0], ShortestBar, LongestBar, new Waterfall(explanation.BaseValues[output], steps).Draw));

        string[] Column(string first, Func<int, string> ofFeature, string ofRest, string last)
            => [first, .. features.Select(ofFeature), .. hasRest ? [ofRest] : Array.Empty<string>(), last];
    }

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

    private static double LargestSize(double[] numbers)
    {
        double largest = 0;
        foreach (double number in numbers)
            largest = double.MaxNumber(largest, Math.Abs(number));      // an error may be NaN, unknown
        return largest;
    }
}
