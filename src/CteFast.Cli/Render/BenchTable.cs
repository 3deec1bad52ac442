using System.Globalization;
using CteFast.Cli.Shell;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>A machine's speed on the terminal.</summary>
internal static class BenchTable
{
    /// <summary>Writes the machine, then what was measured on it.</summary>
    public static void Write(Terminal terminal, BenchReport report)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        IAnsiConsole console = ResultConsole.Of(terminal);
        Line($"{report.Processor}, {report.ProcessorCount} {(report.ProcessorCount == 1 ? "processor" : "processors")}");
        Line($"{report.Framework}, {report.VectorBits}-bit vectors");
        Line(report.FusedMultiplyAdds is { } fused
            ? string.Create(culture, $"{report.Clock:F2} cycles a ns, {fused / report.Clock:F0} float multiply-adds a cycle")
            : string.Create(culture, $"{report.Clock:F2} cycles a ns, no fused multiply-add in use"));

        Title("Kernel matrix, Gaussian, one thread");
        Line("limit: d + 7 multiply-adds a pair, as fast as measured beside it");
        PlainTable.Write(console, ["d", "ns a pair", "limit", "of limit"], report.Fill.Select(fill => Cells(
            Whole(fill.FeatureCount), Number(fill.Nanoseconds), fill.Limit is { } limit ? Number(limit) : "", fill.Limit is { } least ? (fill.Nanoseconds / least).ToString("F2", culture) : "")));

        Title("Compression with the default options, ms");
        PlainTable.Write(console, ["rows", "d", "to", "1 thread", $"{report.ProcessorCount} threads"], report.Compression.Select(speed => Cells(
            Whole(speed.RowCount), Whole(speed.FeatureCount), Whole(speed.Size), Number(speed.Milliseconds), Number(speed.MillisecondsOnAll))));

        Title("Explanations by permutations, one thread");
        Line(report.Explanation.Model);
        Facts(("model rows a row explained", Whole(report.Explanation.ModelRows)), ("µs, median", Number(report.Explanation.Median)), ("µs, 99 % below", Number(report.Explanation.Late)),
            ("million model rows a second", Number(report.Explanation.ModelRowsPerSecond / 1e6)));

        Title("Trees, one thread");
        Line(report.Trees.Model);
        Facts(("background rows", Whole(report.Trees.BackgroundCount)), ("ms to prepare", Number(report.Trees.Preparation)), ("µs a row, exact values", Number(report.Trees.Explanation)),
            ("µs a row, prediction", Number(report.Trees.Prediction)));
        Line("");
        Line($"Measured in {Sentences.Time(report.Elapsed)}");

        void Line(string text) => console.Write(new Text(text + "\n"));
        void Title(string text) => console.Write(new Text($"\n{text}\n", new Style(decoration: Decoration.Bold)));
        void Facts(params ReadOnlySpan<(string Name, string Value)> facts)
        {
            int width = 0;
            foreach ((string name, string value) in facts) width = Math.Max(width, value.Length);
            foreach ((string name, string value) in facts) Line($"{value.PadLeft(width)} {name}");
        }
    }

    private static Text[] Cells(params ReadOnlySpan<string> cells)
    {
        Text[] texts = new Text[cells.Length];
        for (int i = 0; i < texts.Length; i++) texts[i] = new Text(cells[i]);
        return texts;
    }

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Three digits.</summary>
    private static string Number(double number)
    {
        int decimals = number > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(number)), 0, 6) : 0;
        return number.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }
}
