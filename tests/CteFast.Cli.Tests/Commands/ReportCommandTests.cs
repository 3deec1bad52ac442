using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CteFast.Cli.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Report_Sample_WritesPageAndPictures()
    {
        CommandRun run = CommandRun.Of("report", "--sample", "20", "--model-rows", "200", "-o", _folder.File("report.html"), "--svg", _folder.Path);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("On these rows the model has R² 0.993, MAE", run.Out, StringComparison.Ordinal);
        Assert.Contains("\nExact values against all 13,485 rows of the data.", run.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        string page = File.ReadAllText(_folder.File("report.html"));
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.Contains("SAGE", page, StringComparison.Ordinal);
        string[] pictures = [.. _folder.Files.Where(file => file.EndsWith(".svg", StringComparison.Ordinal))];
        Assert.Contains("beeswarm.svg", pictures);
        Assert.Contains("row-2.svg", pictures);
        Assert.All(pictures, picture => Assert.Equal("svg", XElement.Load(_folder.File(picture)).Name.LocalName));
    }

    [Fact]
    public void Report_Json_StepsAddUpToThePrediction()
    {
        CommandRun run = CommandRun.Of("report", "--sample", "20", "--model-rows", "200", "--rows", "7,3", "--json", "-");

        JsonElement rows = JsonDocument.Parse(run.Out).RootElement.GetProperty("rows");
        Assert.Equal([7, 3], rows.EnumerateArray().Select(row => row.GetProperty("row").GetInt32()));
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(row.GetProperty("prediction").GetDouble(),
            row.GetProperty("baseValue").GetDouble() + row.GetProperty("steps").EnumerateArray().Sum(step => step.GetProperty("value").GetDouble()), tolerance: 1e-5));
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void Report_SameSeed_SamePage()
    {
        string[] Page() => Regex.Replace(CommandRun.Of("report", "--sample", "20", "--model-rows", "200", "-o", "-").Out, @"[\d.]+ m?s\b", "…").Split('\n');
        Assert.Equal(Page(), Page());
    }

    [Theory]
    [InlineData("--rows", "99999999", "there is no row")]
    [InlineData("--class", "1", "--class 1: sample has one output, 0")]
    [InlineData("--svg", "no/such/folder", "the folder it would be in does not exist")]
    [InlineData("--svg", "", "--svg needs the name of a folder")]
    [InlineData("-o", "no/such/folder/report.html", "the folder does not exist")]
    [InlineData("--sample", "0", "--sample takes a whole number from 1")]
    public void Report_BadOption_OneLine(string option, string value, string part)
        => CommandRun.Of("report", "--model-rows", "200", "--json", "-", option, value).AssertFailed(part);

    [Theory]
    [InlineData(4, true)]
    [InlineData(2000, false)]
    public void Report_Network_SaysHowGoodTheBackgroundIs(int modelRows, bool isLarge)
    {
        Random random = new(1);
        string data = _folder.Write("data.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 2000).Select(_ => $"{random.Next(1000)},{random.Next(1000)}\n")));
        string model = _folder.Write("model.json",
            """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[-1500],"activation":"relu"}]}""");
        CommandRun run = CommandRun.Of("report", data, "--model", model, "--sample", "20",
            "--model-rows", modelRows.ToString(CultureInfo.InvariantCulture), "-o", _folder.File("report.html"));

        Match sentence = Regex.Match(string.Join(' ', run.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            @"^[\d,]+ of 2,000 rows stand for the data: MMD [\d.]+, a uniform sample's [\d.]+; estimated error of the values ([\d.]+) %(, less with more --model-rows)?\.");
        Assert.True(sentence.Success, run.Out);
        Assert.Equal((isLarge, isLarge), (double.Parse(sentence.Groups[1].Value, CultureInfo.InvariantCulture) > 10, sentence.Groups[2].Success));
    }

    [Fact]
    public void Report_NoTarget_LeavesSageOutAndSaysSo()
    {
        string data = _folder.Write("data.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i % 7},{i % 11}\n")));
        string model = _folder.Write("model.json", """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[0],"activation":"identity"}]}""");
        CommandRun run = CommandRun.Of("report", data, "--model", model, "--json", "-");

        JsonElement report = JsonDocument.Parse(run.Out).RootElement;
        Assert.Empty(report.GetProperty("sage").EnumerateArray());
        Assert.Contains("no column was named", report.GetProperty("facts").GetProperty("SAGE").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_PageToAFileAndJsonToStandardOutput_JsonAlone()
    {
        using JsonDocument document = JsonDocument.Parse(CommandRun.Succeed([.. SmallReport(), "-o", _folder.File("report.html"), "--json", "-"]).Out);

        Assert.Equal("model.json", document.RootElement.GetProperty("model").GetString());
        Assert.Equal(["data.csv", "model.json", "report.html"], _folder.Files);
    }

    [Theory]
    [InlineData("pictures")]
    [InlineData("pictures/")]
    public void Report_FolderOfPicturesIsNew_CreatesIt(string name)
    {
        CommandRun.Succeed([.. SmallReport(), "--json", _folder.File("report.json"), "--svg", _folder.File(name)]);

        Assert.Contains("beeswarm.svg", Directory.GetFiles(_folder.File("pictures")).Select(Path.GetFileName));
    }

    [Fact]
    public void Report_FolderOfPicturesIsAFile_OneLine()
        => CommandRun.Of("report", "--svg", _folder.Write("pictures", "mine"), "--json", "-").AssertFailed("this is a file; name a folder");

    [Theory]
    [InlineData("--json")]
    [InlineData("-o")]
    public void Report_OneResultCannotBeWritten_NoneIsLeft(string option)
    {
        if (!File.Exists("/dev/full"))
            return;
        string other = option == "-o" ? "--json" : "-o";

        CommandRun.Of([.. SmallReport(), option, "/dev/full", other, _folder.File("other"), "--svg", _folder.File("pictures")])
            .AssertFailed("/dev/full could not be written");

        Assert.Equal(["data.csv", "model.json"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    /// <summary>The command for a report of few rows, where it matters which files are written, not what is in them.</summary>
    private string[] SmallReport()
    {
        string data = _folder.Write("data.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i % 7},{i % 11}\n")));
        string model = _folder.Write("model.json", """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[0],"activation":"identity"}]}""");
        return ["report", data, "--model", model];
    }

    public void Dispose() => _folder.Dispose();
}
