using CteFast.Attribution.Models;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;

namespace CteFast.Cli.Tests.Write;

/// <summary>No result takes the place of a file that the command reads, nor of another result, by whatever name or link it is named.</summary>
public sealed class SameFileTests : IDisposable
{
    private const string Model = """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[0.5],"activation":"identity"}]}""";

    private readonly TemporaryFolder _folder = new();
    private readonly string _table = "a,b,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7}.5,{i * 5 % 13},{i % 2}\n"));

    public SameFileTests()
    {
        _folder.Write("data.csv", _table);
        _folder.Write("other.csv", _table);
        _folder.Write("model.json", Model);
        _folder.Write("schema.json", """{"a": "numeric"}""");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ln -s data.csv out.csv", "compress data.csv --size 3 -o out.csv")]
    [InlineData("ln -s data.csv in.csv", "compress in.csv --size 3 -o data.csv")]
    [InlineData("ln data.csv out.csv", "compress data.csv --size 3 -o out.csv")]
    [InlineData("ln -s . here", "compress data.csv --size 3 -o here/data.csv")]
    [InlineData("ln -s . here", "compress here/data.csv --size 3 --json data.csv")]
    [InlineData("ln -s data.csv one; ln -s one two", "compress data.csv --size 3 -o two")]
    [InlineData("true", "compress /dev/stdin --size 3 -o data.csv < data.csv")]
    [InlineData("true", "compress data.csv --size 3 -o /dev/stdin < data.csv")]
    [InlineData("true", "compress - --size 3 -o data.csv < data.csv")]
    [InlineData("ln -s data.csv out.csv", "compress - --size 3 -o out.csv < data.csv")]
    [InlineData("true", "compress /dev/fd/3 --size 3 -o data.csv 3< data.csv")]
    [InlineData("ln -s data.csv out.csv", "compress data.csv --size 3 --method stream -o out.csv")]
    [InlineData("ln -s schema.json out.csv", "compress data.csv --size 3 --schema schema.json -o out.csv")]
    [InlineData("ln -s data.csv out.json", "explain data.csv --model model.json --target y --json out.json")]
    [InlineData("ln -s model.json out.json", "explain data.csv --model model.json --target y --json out.json")]
    [InlineData("true", "explain data.csv --model - --target y --json model.json < model.json")]
    [InlineData("ln -s model.json out.json", "importance data.csv --model model.json --target y --json out.json")]
    [InlineData("ln -s data.csv out.csv", "effects data.csv --model model.json --target y --csv out.csv")]
    [InlineData("ln -s other.csv out.json", "test data.csv other.csv --json out.json")]
    [InlineData("ln -s data.csv out.html", "report data.csv --model model.json --target y -o out.html")]
    [InlineData("ln -s other.csv out.csv", "attribute data.csv --target y --queries other.csv --csv out.csv")]
    public void Run_ResultLeadsToAnInput_RefusedAndInputsAreKept(string links, string arguments)
    {
        if (!ToolRun.IsPossible)
            return;
        Run($"{links}; $ctefast {arguments}").AssertFailed("already reads or writes this");
        AssertKept();
    }

    [Theory]
    [InlineData("ln -s x y", "compress data.csv --size 3 -o x --json y")]
    [InlineData("ln -s x y", "compress data.csv --size 3 -o y --json x")]
    [InlineData("touch x; ln -s x y", "compress data.csv --size 3 -o x --json y")]
    [InlineData("ln -s . here", "effects data.csv --model model.json --target y --json x --csv here/x")]
    [InlineData("true", "compress data.csv --size 3 -o - --json x > x")]
    [InlineData("true", "compress data.csv --size 3 -o x --json - >> x")]
    public void Run_TwoResultsLeadToOneFile_Refused(string links, string arguments)
    {
        if (!ToolRun.IsPossible)
            return;
        Run($"{links}; $ctefast {arguments}").AssertFailed("already reads or writes this");
        Assert.Equal("", File.Exists(_folder.File("x")) ? File.ReadAllText(_folder.File("x")) : "");
        AssertKept();
    }

    [Theory]
    [InlineData("--csv t.bin")]
    [InlineData("--json t.bin")]
    [InlineData("--csv link.bin")]
    [InlineData("--csv t.json")]
    public void Run_AttributionWouldReplaceItsTrajectory_RefusedAndItIsKept(string output)
    {
        if (!ToolRun.IsPossible)
            return;
        WriteTrajectory();
        byte[] weights = File.ReadAllBytes(_folder.File("t.bin")), description = File.ReadAllBytes(_folder.File("t.json"));
        Assert.Equal(0, Run("ln -s t.bin link.bin; $ctefast attribute data.csv --target y --trajectory t.json --csv fine.csv").ExitCode);

        Run($"$ctefast attribute data.csv --target y --trajectory t.json {output}").AssertFailed("already reads or writes this");

        Assert.Equal(weights, File.ReadAllBytes(_folder.File("t.bin")));
        Assert.Equal(description, File.ReadAllBytes(_folder.File("t.json")));
    }

    [Fact]
    public void Run_TrajectoryWhoseWeightsAreAPipe_RefusedWithoutWaiting()
    {
        if (!ToolRun.IsPossible)
            return;
        WriteTrajectory();

        Run("rm t.bin; mkfifo t.bin; $ctefast attribute data.csv --target y --trajectory t.json --csv few.csv").AssertFailed("t.bin: 0 bytes");
    }

    private void WriteTrajectory()
    {
        DenseNetwork network = new([2, 2], Activation.Relu, Loss.SoftmaxCrossEntropy);
        float[] rows = [.. Enumerable.Range(0, 40).SelectMany(i => new[] { i % 7 + 0.5f, i * 5 % 13 })], classes = [.. Enumerable.Range(0, 40).Select(i => i % 2f)];
        TrajectoryFile.Write(_folder.File("t.json"), Trainer.Train<float>(network, new LabelledData<float>(rows, 2, classes), new TrainingOptions { Steps = 200, BatchSize = 10 }));
    }

    [Theory]
    [InlineData("cp data.csv sage.svg", "report sage.svg --model model.json --target y --svg .")]
    [InlineData("cp data.csv row-0.svg; ln -s row-0.svg in.csv", "report in.csv --model model.json --target y --svg .")]
    [InlineData("cp model.json beeswarm.svg", "report data.csv --model beeswarm.svg --target y --svg .")]
    [InlineData("mkdir pictures; ln -s ../data.csv pictures/row-1.svg", "report data.csv --model model.json --target y --svg pictures")]
    [InlineData("mkdir pictures; ln -s sage.svg pictures/row-1.svg; touch pictures/sage.svg", "report data.csv --model model.json --target y --svg pictures")]
    [InlineData("true", "report data.csv --model model.json --target y -o sage.svg --svg .")]
    [InlineData("ln -s sage.svg page.html", "report data.csv --model model.json --target y -o page.html --svg .")]
    [InlineData("ln -s . here", "report data.csv --model model.json --target y --json effect-1.svg --svg here")]
    public void Run_PictureLeadsToAnotherFile_RefusedAndInputsAreKept(string links, string arguments)
    {
        if (!ToolRun.IsPossible)
            return;
        string options = arguments.Contains(" -o ", StringComparison.Ordinal) ? "" : "-o report.html ";
        Run($"{links}; $ctefast {arguments} {options}--model-rows 100").AssertFailed("--svg", "already reads or writes this");
        Assert.False(File.Exists(_folder.File("report.html")));
        foreach (string copy in new[] { "sage.svg", "row-0.svg" })
            Assert.True(!File.Exists(_folder.File(copy)) || File.ReadAllText(_folder.File(copy)) == _table);
        AssertKept();
    }

    [Theory]
    [InlineData("mkdir far; touch far/out.csv; ln -s far/out.csv out.csv", "compress data.csv --size 3 -o out.csv")]
    [InlineData("true", "compress data.csv --size 3 -o /dev/null --json out.json")]
    [InlineData("true", "compress /dev/stdin --size 3 -o /dev/stdout < data.csv")]
    [InlineData("true", "compress - --size 3 -o - < data.csv")]
    [InlineData("true", "compress - --size 3 -o out.csv < data.csv")]
    [InlineData("mkdir pictures; touch pictures/sage.svg; ln -s data.csv old.svg", "report data.csv --model model.json --target y --model-rows 100 -o sage.svg --svg pictures")]
    public void Run_FilesAreDifferent_Written(string links, string arguments)
    {
        if (!ToolRun.IsPossible)
            return;
        ToolRun run = Run($"{links}; $ctefast {arguments}");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        AssertKept();
    }

    [Fact]
    public void Run_FileInSharedMemory_IsReplaced()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/dev/shm"))
            return;
        string path = $"/dev/shm/{Path.GetFileName(_folder.Path)}.csv";
        try
        {
            for (int run = 0; run < 2; run++)
            {
                Assert.Equal(0, Run($"$ctefast compress data.csv --size 3 -o {path}").ExitCode);
                Assert.Equal(4, File.ReadLines(path).Count());
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Run_NamedPipe_IsWrittenToAndStays()
    {
        if (!OperatingSystem.IsLinux())
            return;
        ToolRun run = Run("mkfifo pipe; cat pipe > read.csv & $ctefast compress data.csv --size 3 -o pipe; wait; test -p pipe");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(4, File.ReadLines(_folder.File("read.csv")).Count());
    }

    private ToolRun Run(string script) => ToolRun.Of(_folder.Path, script);

    private void AssertKept()
    {
        Assert.Equal((_table, _table, Model), (File.ReadAllText(_folder.File("data.csv")), File.ReadAllText(_folder.File("other.csv")), File.ReadAllText(_folder.File("model.json"))));
        Assert.Equal("""{"a": "numeric"}""", File.ReadAllText(_folder.File("schema.json")));
    }
}
