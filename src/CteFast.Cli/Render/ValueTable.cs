using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>A line of a <see cref="ValueTable"/>.</summary>
/// <param name="Label">What the line is of.</param>
/// <param name="Value">The number.</param>
/// <param name="Error">Its error.</param>
/// <param name="Bar">What the bar shows, to the right where it is positive.</param>
internal readonly record struct ValueLine(string Label, double Value, double Error, double Bar);

/// <summary>Labels, numbers with errors, and bars to both sides of an axis.</summary>
internal static class ValueTable
{
    private const int ShortestBar = 5;
    private const int LongestBar = 40;

    /// <summary>Writes the lines under a header; without errors where none is known or all are 0.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="labelHeader">The header of the labels.</param>
    /// <param name="valueHeader">The header of the numbers.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="rightLabels">Whether labels are numbers, which stand at the right.</param>
    /// <param name="signed">Whether numbers show their sign.</param>
    public static void Write(IAnsiConsole console, string labelHeader, string valueHeader, IReadOnlyList<ValueLine> lines, bool rightLabels, bool signed)
    {
        NumberFormat format = new(lines.Max(line => Math.Abs(line.Value)));
        bool hasErrors = lines.Any(line => line.Error is not (0 or double.NaN));
        double[] values = [.. lines.Select(line => line.Bar)];
        double lowest = Math.Min(0, values.Min()), highest = Math.Max(0, values.Max());
        List<BarColumn> numbers =
        [
            new BarColumn(valueHeader, [.. lines.Select(line => signed ? format.Signed(line.Value) : format.Plain(line.Value))]) { IsColored = true, Gap = hasErrors ? 1 : 2 },
        ];
        if (hasErrors) numbers.Add(new BarColumn("± error", [.. lines.Select(line => format.Error(line.Error))]) { IsLeft = true });
        BarTable.Write(console, new BarColumn(labelHeader, [.. lines.Select(line => line.Label)]) { IsLeft = !rightLabels }, [.. numbers],
            new Bars(values, ShortestBar, LongestBar, width => [.. values.Select(value => SignedBar.Draw(value, lowest, highest, width))]));
    }
}
