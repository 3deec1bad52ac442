using System.Globalization;
using CteFast.Cli.Shell;
using CteFast.Compression;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>The result of a two-sample test and what it was of.</summary>
internal sealed record TwoSampleReport(
    TwoSampleTest Result, string First, string Second, int FirstRows, int SecondRows, IReadOnlyList<FeatureReport> Columns, TwoSampleTestOptions Options)
{
    /// <summary>Writes the result in plain words.</summary>
    public void Write(Terminal terminal)
    {
        IAnsiConsole console = ResultConsole.Of(terminal);
        CultureInfo culture = CultureInfo.InvariantCulture;
        string verdict = Result.IsRejected
            ? string.Create(culture, $"The tables differ: p = {Result.PValue:G2}, at most {Options.Level:G2}")
            : string.Create(culture, $"No difference is shown: p = {Result.PValue:G2}, above {Options.Level:G2}");
        console.Write(new Text(verdict + "\n", new Style(decoration: Decoration.Bold)));
        console.Write(new Text(string.Create(culture, $"{FirstRows:N0} rows of {First}, {SecondRows:N0} of {Second}, {(Columns.Count == 1 ? "1 column" : $"{Columns.Count} columns")}\n")));
        if (FeatureReport.Sentence(Columns) is { } kinds)
            console.Write(new Text($"{kinds}\n"));
        console.Write(new Text(string.Create(culture,
            $"MMD between their coresets {Math.Sqrt(Result.SquaredMmd):G3} at squared bandwidth {Result.SquaredBandwidth:G4}; {Options.Permutations} permutations, seed {Options.Seed}, {Sentences.Time(Result.Elapsed)}\n")));
    }

    /// <summary>The result as JSON.</summary>
    public string Json() => JsonText.Render(json =>
    {
        json.WriteNumber("pValue", Result.PValue);
        json.WriteBoolean("rejected", Result.IsRejected);
        json.WriteNumber("level", Options.Level);
        json.WriteNumber("mmd", Math.Sqrt(Result.SquaredMmd));
        json.WriteNumber("squaredBandwidth", Result.SquaredBandwidth);
        json.WriteNumber("firstRows", FirstRows);
        json.WriteNumber("secondRows", SecondRows);
        json.WriteStartArray("columns");
        foreach (FeatureReport column in Columns) json.WriteStringValue(column.Name);
        json.WriteEndArray();
        json.WriteNumber("permutations", Options.Permutations);
        json.WriteNumber("elapsedMs", Result.Elapsed.TotalMilliseconds);
        json.WriteNumber("seed", Options.Seed);
    });
}
