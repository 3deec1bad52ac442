using System.Globalization;
using CteFast.Cli.Shell;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>Effects on the terminal: a table for every curve, with bars from the mean of the curve.</summary>
internal static class EffectTable
{
    /// <summary>Writes the tables of one output.</summary>
    public static void Write(Terminal terminal, EffectReport report, int output)
    {
        IAnsiConsole console = ResultConsole.Of(terminal);
        string which = report.Curves[0].Values.Length > 1 ? $", output {output} of {report.Curves[0].Values.Length}" : "";
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{report.Model}: {report.Curves[0].Method}, {Sentences.Outputs(report.OutputKind)}{which}, {report.ModelRows:N0} model rows\n")));
        foreach (EffectCurve curve in report.Curves)
        {
            console.Write(new Text(curve.Row is { } row ? $"\nRow {row}\n" : "\n", new Style(decoration: Decoration.Bold)));
            double[] values = curve.Values[output];
            double mean = values.Average();
            ValueLine[] lines = [.. curve.Points.Select((point, i) => new ValueLine(Label(curve, point), values[i], curve.Errors[output][i], values[i] - mean))];
            ValueTable.Write(console, InputException.OneLine(string.Join(", ", curve.Features.Select(feature => feature.Name))), "effect", lines, rightLabels: true, signed: curve.Method == "accumulated local effects");
        }
    }

    private static string Label(EffectCurve curve, float[] point) => string.Join(", ", curve.Features.Zip(point, (feature, value) => NumberFormat.Value(feature, value)));
}
