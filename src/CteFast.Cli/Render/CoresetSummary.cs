using System.Globalization;
using CteFast.Compression;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>A coreset on the terminal: how good it is and which rows it has.</summary>
internal static class CoresetSummary
{
    /// <summary>Writes the summary.</summary>
    public static void Write(Terminal terminal, Coreset coreset, long seed)
    {
        double mmd = Math.Sqrt(coreset.SquaredMmd);
        double mmdUniform = Math.Sqrt(coreset.SquaredMmdUniform);
        string quality = Sentences.Quality(coreset.Indices.Count, coreset.InputCount, mmd, mmdUniform);
        string kernel = coreset.SquaredBandwidth is { } bandwidth
            ? string.Create(CultureInfo.InvariantCulture, $"Gaussian kernel, squared bandwidth {bandwidth:G4}, ")
            : "";
        string time = Sentences.Time(coreset.Elapsed);

        IAnsiConsole console = ResultConsole.Of(terminal);
        console.Write(new Text($"{quality}\n"));
        console.Write(new Text($"{coreset.FeatureCount} features, {kernel}seed {seed}, {time}\n"));
        console.Write(new Text($"Rows: {string.Join(", ", coreset.Indices)}\n"));
    }
}
