using System.Globalization;
using CteFast.Cli.Shell;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>Importance on the terminal, the most important features first.</summary>
internal static class ImportanceTable
{
    private const int MostFeatures = 20;

    /// <summary>Writes what was measured, then the table.</summary>
    public static void Write(Terminal terminal, ImportanceReport report)
    {
        IAnsiConsole console = ResultConsole.Of(terminal);
        string from = report.BaselineLoss is { } baseline ? string.Create(CultureInfo.InvariantCulture, $"; {baseline:G4} when no feature is known") : "";
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{report.Model}: {report.LossName} {report.ModelLoss:G4}{from}\n")));
        string warning = report.Converged == false ? "; not converged, allow more --model-rows" : "";
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{report.Method}: {report.ModelRows:N0} model rows, {Sentences.Time(report.Elapsed)}{warning}\n\n")));

        int[] order = [.. Enumerable.Range(0, report.Values.Length).OrderByDescending(j => report.Values[j])];
        ValueLine[] lines = [.. order.Take(MostFeatures).Select(j => new ValueLine(InputException.OneLine(report.Features[j]), report.Values[j], report.Errors[j], report.Values[j]))];
        ValueTable.Write(console, "feature", "importance", lines, rightLabels: false, signed: true);
        if (order.Length > MostFeatures) console.Write(new Text($"and {order.Length - MostFeatures} less important; --json has all\n"));
    }
}
