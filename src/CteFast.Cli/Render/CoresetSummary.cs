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
        IAnsiConsole console = ResultConsole.Of(terminal);
        console.Write(new Text(Sentences.Quality(
            coreset.Indices.Count, coreset.InputCount, Math.Sqrt(coreset.SquaredMmd), Math.Sqrt(coreset.SquaredMmdUniform)) + "\n"));
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture,
            $"{coreset.FeatureCount} features, Gaussian kernel, squared bandwidth {coreset.SquaredBandwidth:G4}, seed {seed}, {Sentences.Time(coreset.Elapsed)}\n")));
        console.Write(new Text($"Rows: {string.Join(", ", coreset.Indices)}\n"));
    }
}
