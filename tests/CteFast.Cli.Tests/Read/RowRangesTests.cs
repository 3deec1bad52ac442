using CteFast.Cli.Read;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Tests.Read;

public sealed class RowRangesTests
{
    [Theory]
    [InlineData("3", new[] { 3 })]
    [InlineData("0-4", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("0-2,7,10-12", new[] { 0, 1, 2, 7, 10, 11, 12 })]
    [InlineData("19", new[] { 19 })]
    [InlineData("5-5", new[] { 5 })]
    [InlineData("7, 3", new[] { 7, 3 })]
    public void Parse_NumbersAndRanges_RowsInOrder(string text, int[] expected)
        => Assert.Equal(expected, RowRanges.Parse(text, 20));

    [Theory]
    [InlineData("", "'' is not a row")]
    [InlineData("x", "'x' is not a row")]
    [InlineData("1,", "'' is not a row")]
    [InlineData("-3", "'' is not a row")]
    [InlineData("1-", "'' is not a row")]
    [InlineData("1-2-3", "'2-3' is not a row")]
    [InlineData("1.5", "'1.5' is not a row")]
    [InlineData("4-2", "4-2 runs backwards")]
    [InlineData("20", "there is no row 20; the 20 rows are 0 to 19")]
    [InlineData("0-20", "there is no row 20")]
    [InlineData("99999999999999", "there is no row 99999999999999")]
    public void Parse_NotRowsOfTheTable_Said(string text, string expected)
    {
        string message = Assert.Throws<InputException>(() => RowRanges.Parse(text, 20)).Message;

        Assert.StartsWith($"--rows {text}: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
