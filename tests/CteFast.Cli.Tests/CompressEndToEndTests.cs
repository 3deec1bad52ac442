using System.Text.Json;

namespace CteFast.Cli.Tests;

/// <summary><c>ctefast compress</c> from arguments to results, on small tables.</summary>
public sealed class CompressEndToEndTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("compress++")]
    [InlineData("thinning")]
    [InlineData("herding")]
    [InlineData("standard")]
    [InlineData("uniform")]
    public void Compress_EveryMethod_IsBetterThanUniformOnceRefined(string method)
    {
        string data = _folder.Write("data.csv", SmallTable.Create(200));
        using JsonDocument document = JsonDocument.Parse(
            CommandRun.Succeed("compress", data, "--drop", "name", "--size", "12", "--method", method, "--weights", "--json", "-").Out);
        JsonElement root = document.RootElement;

        Assert.Equal(12, root.GetProperty("indices").EnumerateArray().Select(index => index.GetInt32()).Distinct().Count());
        Assert.Equal(1, root.GetProperty("weights").EnumerateArray().Sum(weight => weight.GetDouble()), 1e-9);
        Assert.True(root.GetProperty("mmd").GetDouble() < root.GetProperty("mmdUniform").GetDouble());
    }

    [Fact]
    public void Compress_UnknownMethod_IsRefusedWithTheNames()
    {
        CommandRun run = CommandRun.Of("compress", _folder.Write("data.csv", SmallTable.Create(20)), "--drop", "name", "--size", "2", "--method", "magic");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--method takes compress++, thinning, herding, standard, uniform, stream, not 'magic'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("sum-of-gaussians")]
    [InlineData("laplace")]
    [InlineData("matern12")]
    [InlineData("matern32")]
    [InlineData("matern52")]
    [InlineData("inverse-multiquadric")]
    [InlineData("rational-quadratic")]
    [InlineData("bspline")]
    [InlineData("sobolev")]
    public void Compress_EveryKernel_IsBetterThanUniformAndSaysBothBandwidths(string kernel)
    {
        string data = _folder.Write("data.csv", SmallTable.Create(200));
        JsonElement root = CompressToJson(data, "--drop", "name", "--size", "12", "--kernel", kernel);

        Assert.Equal(kernel, root.GetProperty("kernel").GetString());
        Assert.True(root.GetProperty("mmd").GetDouble() < root.GetProperty("mmdUniform").GetDouble() * 0.75);
        Assert.InRange(root.GetProperty("evaluations").GetInt64(), 200 * 201 / 2, 10_000_000);
        if (kernel == "sobolev")
        {
            Assert.All(["squaredBandwidth", "squaredBandwidthPaper", "squaredBandwidthMedian"], name => Assert.Equal(JsonValueKind.Null, root.GetProperty(name).ValueKind));
            return;
        }

        Assert.Equal((4.0, 4.0), (root.GetProperty("squaredBandwidth").GetDouble(), root.GetProperty("squaredBandwidthPaper").GetDouble()));
        Assert.InRange(root.GetProperty("squaredBandwidthMedian").GetDouble(), 2, 5);
    }

    [Fact]
    public void Compress_BandwidthRules_GiveTheBandwidthsTheyName()
    {
        string data = _folder.Write("data.csv", SmallTable.Create(100));
        JsonElement paper = CompressToJson(data, "--drop", "name", "--size", "5", "--bandwidth", "paper");
        JsonElement median = CompressToJson(data, "--drop", "name", "--size", "5", "--bandwidth", "median");
        JsonElement number = CompressToJson(data, "--drop", "name", "--size", "5", "--bandwidth", "0.5");

        Assert.Equal(4, paper.GetProperty("squaredBandwidth").GetDouble());
        Assert.Equal(median.GetProperty("squaredBandwidthMedian").GetDouble(), median.GetProperty("squaredBandwidth").GetDouble());
        Assert.Equal(0.5, number.GetProperty("squaredBandwidth").GetDouble());
        Assert.NotEqual(paper.GetProperty("mmdUniform").GetDouble(), number.GetProperty("mmdUniform").GetDouble());
    }

    [Theory]
    [InlineData("--kernel takes gaussian, sum-of-gaussians", "--kernel", "magic")]
    [InlineData("--bandwidth takes paper, median or a number from 1e-30 to 1e30, not 'wide'", "--bandwidth", "wide")]
    [InlineData("--bandwidth takes paper, median or a number from 1e-30 to 1e30, not '0'", "--bandwidth", "0")]
    [InlineData("not '1e-300'", "--bandwidth", "1e-300")]
    [InlineData("sobolev has no width", "--kernel", "sobolev", "--bandwidth", "median")]
    [InlineData("--refine and --no-refine exclude each other", "--refine", "--no-refine")]
    [InlineData("--weights needs all rows in memory", "--method", "stream", "--weights")]
    [InlineData("sobolev needs all rows in memory", "--method", "stream", "--kernel", "sobolev")]
    [InlineData("--size 21: ", "--method", "stream", "--size", "21")]
    public void Compress_OptionsThatCannotBe_OneClearLine(string expected, params string[] options)
    {
        string[] size = options.Contains("--size") ? [] : ["--size", "2"];
        CommandRun.Of(["compress", _folder.Write("data.csv", SmallTable.Create(20)), "--drop", "name", .. size, .. options]).AssertFailed(expected);
    }

    [Fact]
    public void Compress_CategoriesAndMissingValues_AreComparedAndSaid()
    {
        string data = _folder.Write("data.csv", MixedTable());
        JsonElement root = CompressToJson(data, "--size", "10");
        CommandRun csv = CommandRun.Of("compress", data, "--size", "10", "--output", "-");

        Assert.Equal(3, root.GetProperty("featureCount").GetInt32());
        Assert.Equal(6, root.GetProperty("squaredBandwidth").GetDouble());
        Assert.Equal("""[{"name":"a","kind":"numeric","missing":15},{"name":"color","kind":"categorical","levels":3,"missing":0},{"name":"code","kind":"numeric","missing":0}]""",
            root.GetProperty("features").GetRawText());
        Assert.True(root.GetProperty("mmd").GetDouble() < root.GetProperty("mmdUniform").GetDouble() / 2);
        Assert.Equal((0, "Not plain numbers: a (15 missing), color (3 levels)"), (csv.ExitCode, csv.Error.Trim()));
        Assert.Equal(11, csv.Out.Count(character => character == '\n'));
        Assert.Contains("Not plain numbers: a (15 missing), color (3 levels)", CommandRun.Succeed("compress", data, "--size", "10").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Compress_Schema_SettlesTheKinds()
    {
        string data = _folder.Write("data.csv", MixedTable());
        string schema = _folder.Write("schema.json", """{"code": "categorical"}""");
        JsonElement features = CompressToJson(data, "--size", "10", "--schema", schema).GetProperty("features");

        Assert.Equal((4, "categorical"), (features[2].GetProperty("levels").GetInt32(), features[2].GetProperty("kind").GetString()));
    }

    [Theory]
    [InlineData("1e-30")]
    [InlineData("1e30")]
    public void Compress_BandwidthAtItsLimits_IsFinite(string bandwidth)
    {
        string data = _folder.Write("data.csv", SmallTable.Create(50));
        foreach (string kernel in (string[])["gaussian", "sum-of-gaussians", "laplace", "matern52", "inverse-multiquadric", "rational-quadratic", "bspline"])
            Assert.InRange(CompressToJson(data, "--drop", "name", "--size", "5", "--bandwidth", bandwidth, "--kernel", kernel).GetProperty("mmd").GetDouble(), 0, 1);
    }

    [Fact]
    public void Compress_SobolevOfManyColumns_SaidThatItOverflows()
    {
        string row = string.Join(',', Enumerable.Range(0, 70));
        string data = _folder.Write("data.csv", $"c{row.Replace(",", ",c", StringComparison.Ordinal)}\n{row}\n{row}\n");

        CommandRun.Of("compress", data, "--size", "1", "--kernel", "sobolev").AssertFailed("sobolev overflows with 70 columns");
    }

    [Fact]
    public void Compress_SobolevOfCategories_Said()
        => CommandRun.Of("compress", _folder.Write("data.csv", MixedTable()), "--size", "2", "--kernel", "sobolev").AssertFailed("sobolev takes numbers");

    [Theory]
    [InlineData(true, "--refine")]
    [InlineData(true, "--refine", "true")]
    [InlineData(false, "--refine", "false")]
    [InlineData(false, "--refine=false")]
    [InlineData(false, "--no-refine")]
    public void Compress_Refine_AnySpelling(bool refined, params string[] options)
    {
        string data = _folder.Write("data.csv", SmallTable.Create(300));
        string indices = CompressToJson([data, "--drop", "name", "--size", "10", "--method", "uniform", .. options]).GetProperty("indices").GetRawText();

        Assert.Equal(refined, indices == CompressToJson(data, "--drop", "name", "--size", "10", "--method", "uniform").GetProperty("indices").GetRawText());
    }

    [Fact]
    public void Compress_StandardInput_GivesWhatTheFileGives()
    {
        string data = _folder.Write("data.csv", SmallTable.Create(100)), table = SmallTable.Create(100);
        string[] options = ["--drop", "name", "--size", "7", "--output", "-"];

        CommandRun run = CommandRun.Of(["compress", "-", .. options], table);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(CommandRun.Succeed(["compress", data, .. options]).Out, run.Out);
    }

    [Fact]
    public void Compress_Stream_ChoosesGoodRowsOfAll()
    {
        // More rows than a level of the stream holds, so that some are let go.
        Random random = new(1);
        string data = _folder.Write("data.csv", "a,b,name\n" + string.Concat(Enumerable.Range(0, 6000).Select(i => $"{random.NextSingle():F4},{random.NextSingle():F4},\"row, {i}\"\n")));
        string[] options = ["--drop", "name", "--size", "30", "--output", _folder.File("out.csv")];
        JsonElement stream = CompressToJson([data, .. options, "--method", "stream"]), table = CompressToJson(data, "--drop", "name", "--size", "30");

        int[] indices = [.. stream.GetProperty("indices").EnumerateArray().Select(index => index.GetInt32())];
        string[] lines = File.ReadAllLines(data);
        Assert.Equal([lines[0], .. indices.Select(i => lines[i + 1])], File.ReadAllLines(_folder.File("out.csv")));
        Assert.Equal((30, 6000), (indices.Distinct().Count(), stream.GetProperty("inputCount").GetInt32()));
        // Neither the standardisation in one pass nor the estimate through references changes the figures much.
        Assert.InRange(stream.GetProperty("mmdUniform").GetDouble() / table.GetProperty("mmdUniform").GetDouble(), 0.99, 1.01);
        Assert.InRange(stream.GetProperty("mmd").GetDouble() / table.GetProperty("mmd").GetDouble(), 0.8, 2);
        Assert.Equal(JsonValueKind.Null, stream.GetProperty("evaluations").ValueKind);
    }

    [Theory]
    [InlineData("a\n1\n\"\"\n", "line 3 (row 1), column 'a': the value is missing")]
    [InlineData("a\n1\nred\n", "line 3 (row 1), column 'a': 'red' is not a number")]
    [InlineData("a\n", "no rows")]
    public void Compress_StreamOfOtherThanNumbers_NamesThePlace(string text, string expected)
        => CommandRun.Of("compress", _folder.Write("data.csv", text), "--size", "1", "--method", "stream").AssertFailed(expected);

    [Fact]
    public void Compress_StreamOfCategories_Said()
    {
        string schema = _folder.Write("schema.json", """{"a": "categorical"}""");
        CommandRun.Of("compress", _folder.Write("data.csv", "a\n1\n"), "--size", "1", "--method", "stream", "--schema", schema).AssertFailed("--method stream takes numbers, and column 'a' has levels");
    }

    [Fact]
    public void Compress_SizeBeyondTheStream_NamesTheLargest()
    {
        string data = _folder.Write("data.csv", "a\n" + string.Concat(Enumerable.Range(0, 4000).Select(i => $"{i}\n")));
        CommandRun.Of("compress", data, "--size", "3900", "--method", "stream").AssertFailed("--size 3900: of 4000 rows a stream holds enough for ", "; choose 1 to ");
    }

    private static JsonElement CompressToJson(params string[] args)
    {
        using JsonDocument document = JsonDocument.Parse(CommandRun.Succeed(["compress", .. args, "--json", "-"]).Out);
        return document.RootElement.Clone();
    }

    private static string MixedTable()
        => "a,color,code\n" + string.Concat(Enumerable.Range(0, 105).Select(i => $"{(i % 7 == 3 ? "" : $"{i * 31 % 17}.25")},{(i % 3) switch { 0 => "red", 1 => "green", _ => "blue" }},{i % 4}\n"));
}
