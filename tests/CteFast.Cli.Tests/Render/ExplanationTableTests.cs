using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Data;
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
    public void Write_OneRow_StepsFromTheBaseValueToThePrediction()
    {
        string[] lines = Lines(Explanations.Report(["a", "b", "c"]));

        Assert.Equal(
        [
            "64 of 13,485 rows stand for the data: MMD 0.017, a uniform sample's 0.088",
            "model.json: 8,192 model rows, 42.5 ms (permutation, paired)",
            "",
            "Row 0: probability 0.5000",
            "feature      value  Shapley ± error",
            "base value           0.2500           │",
            "c             0.25  +0.3000 ± 0.0030  ██████████████████████████████████████████",
            "b            0.125  -0.2000 ± 0.0020                ░░░░░░░░░░░░░░░░░░░░░░░░░░░░",
            "a                0  +0.1000 ± 0.0010                ██████████████",
            "probability          0.5000                                       │",
        ], lines[..10]);
    }

    [Fact]
    public void Write_NoStandardErrors_SaysSoAndKeepsTheDigitsOfTheValues()
    {
        string line = Assert.Single(Lines(Explanations.Report(["a"], scale: 1e-3, errors: false)), text => text.StartsWith("a ", Ordinal));

        Assert.StartsWith("a                0  +1.000e-04 unknown  █", line, Ordinal);
    }

    [Fact]
    public void Write_ExactValuesOnANarrowTerminal_SaysSoAndHasNoErrors()
    {
        string[] lines = Lines(Explanations.Report(["a", "b", "c"], exact: true), width: 40);

        Assert.Equal(
        [
            "Exact values against all 13,485 rows of",
            "the data",
            "model.json: 8,192 model rows, 42.5 ms",
            "(tree, exact)",
            "",
            "Row 0: probability 0.5000",
            "feature      value  Shapley",
            "base value           0.2500  │",
            "c             0.25  +0.3000  ███████████",
            "b            0.125  -0.2000     ░░░░░░░░",
            "a                0  +0.1000     ▐███▌",
            "probability          0.5000         │",
        ], lines[..12]);
    }

    [Fact]
    public void Write_NarrowTerminal_FeaturesValuesMakeWayForTheBars()
    {
        string[] lines = Lines(Explanations.Report(["a", "b", "c"]), width: 40);

        Assert.Contains("feature      Shapley ± error", lines);
        Assert.Contains("c            +0.3000 ± 0.0030  █████████", lines);
    }

    [Fact]
    public void Write_MissingValue_SaysSo()
    {
        ExplanationReport report = Explanations.Report(["a"]) with { Features = new FeatureTable(FeatureSchema.Numeric(["a"]), [float.NaN]) };

        Assert.Contains(Lines(report), line => line.StartsWith("a            missing  +0.1000", Ordinal));
    }

    [Fact]
    public void Write_Levels_InTheirWords()
    {
        FeatureSchema schema = new([new Feature("city", FeatureKind.Categorical, new FeatureLevels(["Lyon", "Paris"])), new Feature("owner", FeatureKind.Boolean)]);
        ExplanationReport report = Explanations.Report(["city", "owner"]) with { Features = new FeatureTable(schema, [1, 0]) };

        Assert.Contains(Lines(report), line => line.StartsWith("city", Ordinal) && line.Contains(" Paris ", Ordinal));
        Assert.Contains(Lines(report), line => line.StartsWith("owner", Ordinal) && line.Contains(" no ", Ordinal));
    }

    [Theory]
    [InlineData("価格", "価格       ")]
    [InlineData("größe", "größe      ")]
    [InlineData("one\ttwo\nlines", "one two lin")]
    public void Write_AnyName_ColumnsStayInLine(string name, string shown)
    {
        string[] lines = Lines(Explanations.Report([name, "plain"]));
        int place = Assert.Single(lines, line => line.StartsWith("plain", Ordinal)).IndexOf('-', Ordinal);
        string line = Assert.Single(lines, line => line.StartsWith(shown, Ordinal));

        Assert.Equal(place, CellText.Width(line[..line.IndexOf('+', Ordinal)]));
    }

    [Theory]
    [InlineData("plain", 5, "plain")]
    [InlineData("plain", 4, "pla…")]
    [InlineData("価格変動", 5, "価格…")]
    [InlineData("価格変動", 4, "価…")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301…")]
    [InlineData("👩‍👩‍👧a", 3, "👩‍👩‍👧a")]
    [InlineData("👩‍👩‍👧a", 2, "…")]
    public void Cut_TooLong_WholeCharactersInTheColumns(string text, int width, string expected)
        => Assert.Equal(expected, CellText.Cut(text, width));

    [Fact]
    public void Write_OutputNamed_ThatOneIsShown()
    {
        using StringWriter output = new();
        ExplanationTable.Write(new Terminal(output, TextWriter.Null), Explanations.Report(["a"], outputs: 3), output: 1);

        Assert.Contains("Row 0, output 1 (of 3): probability 1.5000", output.ToString(), Ordinal);
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
            "Row 0, output 2 (the largest of 3): probability 2.5000",
            Lines(Explanations.Report(["a", "b"], outputs: 3)));

    [Theory]
    [InlineData(80, true)]
    [InlineData(120, false)]
    public void Write_ManyFeatures_TheRestInOneLine(int width, bool alternating)
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(j => $"feature{j}")];
        string[] lines = Lines(Explanations.Report(names, alternating: alternating), width);
        int first = Array.FindIndex(lines, line => line.StartsWith("base value", Ordinal)), last = Array.FindIndex(lines, line => line.StartsWith("probability", Ordinal));

        Assert.Equal(21, last - first);
        Assert.Contains(alternating ? "+2.100 " : "+86.100 ", Assert.Single(lines, line => line.StartsWith("41 others", Ordinal)), Ordinal);
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
    [InlineData(1.0, -1, 1, "    │████")]
    [InlineData(-1.0, -1, 1, "████│")]
    [InlineData(0.6, -1, 1, "    │██▌")]
    [InlineData(-0.6, -1, 1, " ▐██│")]
    [InlineData(0.0, -1, 1, "    │")]
    [InlineData(double.NaN, -1, 1, "    │")]
    [InlineData(1.0, 0, 1, "│████████")]
    [InlineData(1.0, -0.1, 1, " │███████")]
    [InlineData(-9.9, -9.9, 0.1, "███████│")]
    [InlineData(0.1, -0.1, 9.9, " │")]
    [InlineData(-0.1, -0.1, 1, "▐│")]
    [InlineData(-0.5, -0.5, 0, "████████│")]
    [InlineData(0.0, 0, 0, "│")]
    public void Draw_Value_BarOnItsSide(double value, double lowest, double highest, string expected)
        => Assert.Equal(expected, SignedBar.Draw(value, lowest, highest, 9));

    [Theory]
    [InlineData(0, new[] { 1.0, -0.5, 0.25 }, 8, "│|████████|    ░░░░|    ██|      │")]
    [InlineData(5, new[] { -1.0, -1.0 }, 4, "   │|  ░░|░░|│")]
    [InlineData(0, new[] { 1.0, 1e-9, -1e-9, 0.0, double.NaN }, 4, "│|████|   ▐|   ░|||   │")]
    [InlineData(0, new[] { 0.125, 0.875 }, 4, "│|▌|▐███|   │")]
    [InlineData(3, new[] { 0.0 }, 4, "│||│")]
    public void Draw_Steps_EachFromWhereTheLastEnded(double start, double[] steps, int width, string expected)
        => Assert.Equal(expected.Split('|'), new Waterfall(start, steps).Draw(width));

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
