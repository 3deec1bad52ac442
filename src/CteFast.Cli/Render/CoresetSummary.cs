using System.Globalization;
using CteFast.Cli.Shell;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>A coreset on the terminal: how good it is and which rows it has.</summary>
internal static class CoresetSummary
{
    private const int MostRows = 100;

    /// <summary>Writes the summary.</summary>
    public static void Write(Terminal terminal, CoresetReport report)
    {
        string count = report.Features.Count == 1 ? "1 feature" : $"{report.Features.Count} features";
        IAnsiConsole console = ResultConsole.Of(terminal);
        console.Write(new Text($"{Sentences.Quality(report.Indices.Count, report.InputCount, report.Mmd, report.MmdUniform)}\n"));
        console.Write(new Text($"{count}, seed {report.Seed}, {Sentences.Time(report.Elapsed)}\n"));
        console.Write(new Text($"{Kernel(report)}\n"));
        if (FeatureReport.Sentence(report.Features) is { } kinds)
            console.Write(new Text($"{kinds}\n"));
        string rest = report.Indices.Count > MostRows ? $" and {report.Indices.Count - MostRows} more; --output and --json write all" : "";
        console.Write(new Text($"Rows: {string.Join(", ", report.Indices.Take(MostRows))}{rest}\n"));
    }

    private static string Kernel(CoresetReport report)
        => report.SquaredBandwidth is null
            ? $"Kernel {report.Kernel}"
            : string.Create(CultureInfo.InvariantCulture, $"Kernel {report.Kernel}, squared bandwidth {report.SquaredBandwidth:G4} ")
                + string.Create(CultureInfo.InvariantCulture, $"(paper {report.SquaredBandwidthPaper:G4}, median {report.SquaredBandwidthMedian:G4})");
}
