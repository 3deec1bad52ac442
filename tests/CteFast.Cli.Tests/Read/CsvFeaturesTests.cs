using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Tests.Read;

public sealed class CsvFeaturesTests
{
    private static CsvFeatures Read(string text, params (string Name, FeatureKind Kind)[] schema)
    {
        using CsvFile file = CsvText.File(text);
        return CsvFeatures.Read(file, [.. Enumerable.Range(0, file.Columns.Count)], schema.ToDictionary(column => column.Name, column => column.Kind), progress: null);
    }

    private static string Message(string text, params (string Name, FeatureKind Kind)[] schema)
        => Assert.Throws<InputException>(() => Read(text, schema)).Message;

    [Fact]
    public void Read_NumbersTextAndEmptyCells_KindsLevelsAndMissing()
    {
        CsvFeatures table = Read("a,b,c,d\n1,red,,\n2, green ,4,\n,red,5,\n");

        Assert.Equal([1, 0, float.NaN, float.NaN, 2, 1, 4, float.NaN, float.NaN, 0, 5, float.NaN], table.Numbers.Values.ToArray());
        Assert.Equal([FeatureKind.Numeric, FeatureKind.Categorical, FeatureKind.Numeric, FeatureKind.Numeric], table.Columns.Select(column => column.Kind));
        Assert.Equal([0, 2, 0, 0], table.Columns.Select(column => column.LevelCount));
        Assert.Equal([1, 0, 1, 3], table.Columns.Select(column => column.MissingCount));
        Assert.False(table.IsNumeric);
    }

    [Theory]
    [InlineData("a\n1\n2\n", true)]
    [InlineData("a,b\n1,\n2,3\n", false)]
    [InlineData("a\nx\ny\n", false)]
    public void IsNumeric_NumbersWithoutGaps_True(string text, bool expected) => Assert.Equal(expected, Read(text).IsNumeric);

    [Fact]
    public void Read_CategoricalInTheSchema_NumbersAreLevels()
    {
        CsvFeatures table = Read("a\n3\n1\nx\n3\nNaN\n", ("a", FeatureKind.Categorical));

        Assert.Equal([0f, 1, 2, 0, 3], table.Numbers.Values.ToArray());
        Assert.Equal(4, table.Columns[0].LevelCount);
    }

    [Theory]
    [InlineData("a\n1\nred\n", "line 3 (row 1), column 'a': 'red' is not a number")]
    [InlineData("a\n\nred\n1\n", "line 4 (row 1), column 'a': '1' is a number where there was text before")]
    [InlineData("a\n1\nInfinity\n", "line 3 (row 1), column 'a': 'Infinity' is not finite")]
    [InlineData("a\nNaN\n", "line 2 (row 0), column 'a': 'NaN' is no value")]
    [InlineData("a,b\n", "has a header but no rows")]
    public void Read_NeitherNumbersNorText_NamesThePlace(string text, string expected)
        => Assert.Contains(expected, Message(text), StringComparison.Ordinal);

    [Fact]
    public void Read_TextCalledNumeric_Said()
        => Assert.Contains("'red' is not a number", Message("a\nred\n", ("a", FeatureKind.Numeric)), StringComparison.Ordinal);

    [Fact]
    public void Read_TextsAllDifferent_AsksUnlessTheSchemaSaysSo()
    {
        string text = "a\n" + string.Concat(Enumerable.Range(0, FeatureColumn.MostLevels + 1).Select(i => $"x{i}\n"));

        Assert.Contains("row 256), column 'a': more than 256 different texts", Message(text), StringComparison.Ordinal);
        Assert.Equal(257, Read(text, ("a", FeatureKind.Categorical)).Columns[0].LevelCount);
    }

    [Fact]
    public void Read_Cancelled_Stops()
    {
        using CancellationTokenSource cancellation = new();
        using CsvFile file = CsvText.File("a\n1\n", cancellation.Token);
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => CsvFeatures.Read(file, [0], new Dictionary<string, FeatureKind>(), progress: null));
        Assert.Throws<OperationCanceledException>(() => file.ReadNumbers([0]));
        Assert.Throws<OperationCanceledException>(() => file.CountLines());
    }
}
