using CteFast.Cli.Render;
using static System.StringComparison;

namespace CteFast.Cli.Tests.Render;

public sealed class ExplanationTableTests
{
    private static string[] Lines(ExplanationReport report, int width = 80)
    {
        using StringWriter output = new();
        ExplanationTable.Write(new Terminal(output, TextWriter.Null) { Width = width }, report);
        return [.. output.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];
    }

    [Fact]
    public void Write_OneRow_SortedBySizeWithErrorsAndBars()
    {
        string[] lines = Lines(Explanations.Report(["a", "b", "c"]), width: 100);

        Assert.Equal(
        [
            "64 of 13,485 rows stand for the data: MMD 0.017, a uniform sample's 0.088",
            "model.json: 8,192 model rows, 42.5 ms (permutation, own orderings)",
            "",
            "Row 0: probability 0.5000, base value 0.2500",
            "feature  value  Shapley ± error",
            "c         0.25  +0.3000 ± 0.0030                      │████████████████████",
            "b        0.125  -0.2000 ± 0.0020        ▐█████████████│",
            "a            0  +0.1000 ± 0.0010                      │██████▌",
        ], lines[..8]);
    }

    [Fact]
    public void Write_NoStandardErrors_SaysSoAndKeepsTheDigitsOfTheValues()
    {
        string line = Assert.Single(Lines(Explanations.Report(["a"], scale: 1e-3, errors: false)), text => text.StartsWith("a ", Ordinal));

        Assert.StartsWith("a            0  +1.000e-04 unknown", line, Ordinal);
    }

    [Fact]
    public void Write_ExactValues_SaysSoAndHasNoErrors()
    {
        string[] lines = Lines(Explanations.Report(["a", "b", "c"], exact: true), width: 100);

        Assert.Equal(
        [
            "Exact values against all 13,485 rows of the data",
            "model.json: 8,192 model rows, 42.5 ms (tree, exact)",
            "",
            "Row 0: probability 0.5000, base value 0.2500",
            "feature  value  Shapley",
            "c         0.25  +0.3000                     │████████████████████",
            "b        0.125  -0.2000       ▐█████████████│",
            "a            0  +0.1000                     │██████▌",
        ], lines[..8]);
    }

    [Fact]
    public void Write_SeveralRows_EachByItsNumberInTheData()
    {
        string[] titles = [.. Lines(Explanations.Report(["a"], rows: 3)).Where(line => line.StartsWith("Row", Ordinal))];

        Assert.Equal(["Row 0", "Row 10", "Row 20"], titles.Select(title => title.Split(':')[0]));
    }

    [Fact]
    public void Write_SeveralOutputs_SaysWhichIsShown()
        => Assert.Contains(
            "Row 0, output 2 (the largest of 3): probability 2.5000, base value 0.7500",
            Lines(Explanations.Report(["a", "b"], outputs: 3)));

    [Fact]
    public void Write_ManyFeatures_TheRestInOneLine()
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(j => $"feature{j}")];
        string[] lines = Lines(Explanations.Report(names));

        Assert.Equal(20, lines.Count(line => line.Contains('│', Ordinal)));
        Assert.Contains("+2.100 ", Assert.Single(lines, line => line.StartsWith("41 others", Ordinal)), Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Write_OthersOutweighTheRest_TheirBarIsTheFullOne(int width)
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(j => $"feature{j}")];
        string[] lines = Lines(Explanations.Report(names, alternating: false), width);
        string[] bars = [.. lines.Where(line => line.Contains('│', Ordinal))];

        Assert.Equal(bars.Max(bar => bar.Count(character => character == '█')), bars[^1].Count(character => character == '█'));
        Assert.Single(bars.Select(bar => bar.IndexOf('│', Ordinal)).Distinct());
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(80, false)]
    [InlineData(120, false)]
    [InlineData(40, true)]
    [InlineData(80, true)]
    public void Write_AnyWidth_NoLineIsLonger(int width, bool exact)
    {
        string[] names = ["x", new string('n', 200), "[red]not markup[/]", "a name of several words that goes on and on and on"];
        foreach (double scale in new[] { 0, 1e-12, 1e-3, 1, 1e5, 1e12 })
        {
            string[] lines = Lines(Explanations.Report(names, rows: 2, outputs: 2, scale, exact: exact), width);

            Assert.All(lines, line => Assert.True(line.Length <= width, $"{line.Length} columns: {line}"));
            Assert.Equal(exact || scale == 0 ? 0 : 8, lines.Count(line => line.Contains("± ", Ordinal) && !line.Contains("± error", Ordinal)));   // no error, no column
        }
    }

    [Fact]
    public void Write_LongName_CutWithAnEllipsis()
    {
        string[] lines = Lines(Explanations.Report([new string('n', 200)]), 40);

        Assert.Matches("^n{3,}… ", Assert.Single(lines, line => line.Contains('…', Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_Color_EscapesOnlyWhereAsked(bool color)
    {
        using StringWriter output = new();

        ExplanationTable.Write(new Terminal(output, TextWriter.Null) { Color = color }, Explanations.Report(["a", "b"]));

        Assert.Equal(color, output.ToString().Contains('\e', Ordinal));
    }

    [Theory]
    [InlineData(10, 40)]
    [InlineData(500, 120)]
    public void Width_OutsideOfWhatCanBeRead_Clamped(int width, int expected)
        => Assert.Equal(expected, new Terminal(TextWriter.Null, TextWriter.Null) { Width = width }.Width);

    [Theory]
    [InlineData(1.0, "    │████")]
    [InlineData(-1.0, "████│")]
    [InlineData(0.6, "    │██▌")]
    [InlineData(-0.6, " ▐██│")]
    [InlineData(0.0, "    │")]
    [InlineData(double.NaN, "    │")]
    public void Draw_Value_BarOnItsSide(double value, string expected)
        => Assert.Equal(expected, SignedBar.Draw(value, 1, 4));

    [Theory]
    [InlineData(0.5123, "+0.5123")]
    [InlineData(51.234, "+51.23")]
    [InlineData(123456.7, "+123457")]
    [InlineData(1.5e8, "+1.500e+08")]
    [InlineData(-2.5e-7, "-2.500e-07")]
    [InlineData(0, "+0.000")]
    public void Signed_ByTheLargest_FourDigits(double value, string expected)
        => Assert.Equal(expected, new NumberFormat(Math.Abs(value)).Signed(value));
}
