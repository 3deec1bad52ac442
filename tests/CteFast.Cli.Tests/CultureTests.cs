using System.Globalization;
using System.Text.RegularExpressions;

namespace CteFast.Cli.Tests;

/// <summary>The tool has one culture; libraries live in programs that have others. All of it, from readers to pictures, runs here in one that differs where it can.</summary>
public sealed partial class CultureTests : IDisposable
{
    private const string Trees = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective=regression\nfeature_names=a b\n\n"
        + "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=1.5\ndecision_type=10\nleft_child=-1\nright_child=-2\nleaf_value=-1.25 20.5\n\nend of trees\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("explain", "--rows", "0-1")]
    [InlineData("explain", "--method", "permutation", "--rows", "0", "--json", "-")]
    [InlineData("explain", "data.csv", "--model", "trees.txt")]
    [InlineData("explain", "data.csv", "--model", "network.json", "--precision", "0.5")]
    [InlineData("importance", "data.csv", "--model", "network.json", "--target", "y")]
    [InlineData("effects", "data.csv", "--model", "network.json", "--csv", "-")]
    [InlineData("effects", "data.csv", "--model", "network.json", "--method", "ale")]
    [InlineData("compress", "data.csv", "--size", "4", "--bandwidth", "2.5", "--json", "-")]
    [InlineData("compress", "data.csv", "--size", "4")]
    [InlineData("report", "data.csv", "--model", "network.json", "--target", "y", "-o", "-")]
    [InlineData("report", "data.csv", "--model", "network.json", "--target", "y", "--json", "-")]
    [InlineData("test", "data.csv", "data.csv", "--level", "0.01")]
    [InlineData("attribute", "data.csv", "--target", "y", "--epochs", "8", "--learning-rate", "0.005")]
    [InlineData("attribute", "data.csv", "--target", "y", "--epochs", "8", "--csv", "-")]
    [InlineData("test", "--help")]
    public void Run_CultureOfCommasAndOtherSigns_PrintsTheSame(params string[] args)
    {
        _folder.Write("data.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7 - 3}.25,{i * 5 % 13}e-1,{i * 2654435761 % 100}.5\n")));
        _folder.Write("trees.txt", Trees);
        _folder.Write("network.json", """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[-1.5],[2e-1]],"bias":[0.5],"activation":"identity"}]}""");
        string[] placed = [.. args.Select(arg => File.Exists(_folder.File(arg)) ? _folder.File(arg) : arg)];
        CommandRun plain = CommandRun.Of(placed), other;
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone(), before = CultureInfo.CurrentCulture;
        culture.NumberFormat = new NumberFormatInfo
        {
            NumberDecimalSeparator = ",",
            NumberGroupSeparator = "\u202f",
            PercentDecimalSeparator = ",",
            NegativeSign = "\u2212",
            PositiveSign = "\uff0b",
            NaNSymbol = "epäluku",
        };
        try
        {
            CultureInfo.CurrentCulture = culture;
            other = CommandRun.Of(placed);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        // The labels have nothing to do with the network, and that is said where a loss is taken.
        if (args[0] == "importance") Assert.StartsWith("the model's squared error of 3316 is above", plain.Error, StringComparison.Ordinal);
        else Assert.Equal("", plain.Error);
        Assert.Equal((0, 0, plain.Error), (plain.ExitCode, other.ExitCode, other.Error));
        Assert.Equal(WithoutTimes(plain.Out), WithoutTimes(other.Out));
    }

    // Lines end elsewhere where a time is longer.
    private static string WithoutTimes(string text) => Times().Replace(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), "");

    [GeneratedRegex(@"""elapsedMs"":[\d.E+-]+|[\d.,]+ m?s\b")]
    private static partial Regex Times();
}
