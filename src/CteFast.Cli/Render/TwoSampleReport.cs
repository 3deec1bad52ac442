using System.Globalization;
using CteFast.Cli.Shell;
using CteFast.Compression;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>The result of a two-sample test and what it was of.</summary>
internal sealed record TwoSampleReport(
    TwoSampleTest Result, string First, string Second, int FirstRows, int SecondRows, IReadOnlyList<FeatureReport> Columns, TwoSampleTestOptions Options)
{
    // More fill the screen; the JSON has all.
    private const int MostColumns = 20;

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
        console.Write(new Text("\n"));
        WriteColumns(console);
        console.Write(new Text("\n"));
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
        json.WriteStartArray("columnTests");
        foreach (FeatureDifference difference in Result.Features)
        {
            json.WriteStartObject();
            json.WriteString("column", Columns[difference.Feature].Name);
            json.WriteNumber("pValue", difference.PValue);
            json.WriteNumber("correctedPValue", difference.CorrectedPValue);
            json.WriteBoolean("differs", Differs(difference));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("permutations", Options.Permutations);
        json.WriteNumber("elapsedMs", Result.Elapsed.TotalMilliseconds);
        json.WriteNumber("seed", Options.Seed);
    });

    private bool Differs(FeatureDifference difference) => difference.CorrectedPValue <= Options.Level;

    /// <summary>Writes the columns, the clearest difference first.</summary>
    private void WriteColumns(IAnsiConsole console)
    {
        console.Write(new Text(Columns.Count == 1 ? "The column by itself:\n" : $"Each column by itself; p is corrected for {Columns.Count} columns:\n"));
        Table lines = new Table().NoBorder();
        foreach (string header in (string[])["column", "", "own p", "corrected p"])
        {
            TableColumn column = new TableColumn(new Text(header, new Style(decoration: Decoration.Dim))).PadLeft(0).PadRight(header == "corrected p" ? 0 : 2);
            lines.AddColumn(header.EndsWith('p') ? column.RightAligned().NoWrap() : column.LeftAligned());
        }

        foreach (FeatureDifference difference in Result.Features.Take(MostColumns))
        {
            lines.AddRow(Cell(InputException.OneLine(Columns[difference.Feature].Name)), Cell(Differs(difference) ? "differs" : ""),
                Cell(difference.PValue.ToString("G2", CultureInfo.InvariantCulture)), Cell(difference.CorrectedPValue.ToString("G2", CultureInfo.InvariantCulture)));
        }

        console.Write(lines);
        if (Result.Features.Count > MostColumns) console.Write(new Text($"and {Result.Features.Count - MostColumns} more, which differ less clearly; --json has them\n"));
        if (Result.IsRejected && !Differs(Result.Features[0])) console.Write(new Text("No column by itself is shown to differ: the difference is in how columns go together, or in many a little.\n"));
        if (!Result.IsRejected && Differs(Result.Features[0])) console.Write(new Text("A column by itself differs, though the rows as a whole do not show it.\n"));

        static Text Cell(string text) => new(text) { Overflow = Overflow.Ellipsis };
    }
}
