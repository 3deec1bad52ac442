namespace CteFast.Cli.Tests.Commands;

/// <summary>What <c>ctefast schema</c> says of a table that a model is named with.</summary>
public sealed class SchemaCommandTests : IDisposable
{
    // mean_radius <= 1.5 ? 10 : 20 + b <= 0 ? 1 : 2, LightGBM's text, which has underscores for blanks.
    private const string Trees = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective=regression\nfeature_names=mean_radius b\n\n"
        + "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=1.5\ndecision_type=10\nleft_child=-1\nright_child=-2\nleaf_value=10 20\n\n"
        + "Tree=1\nnum_leaves=2\nnum_cat=0\nsplit_feature=1\nthreshold=0\ndecision_type=8\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n\nend of trees\n";

    private const string Data = "mean radius,b,mean,y\n1,0.5,7,3\n2,-0.5,8,4\n3,1.5,9,5\n";

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public SchemaCommandTests() => _model = _folder.Write("model.txt", Trees);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_NamesWithUnderscoresForBlanks_AreNotLeftOut(bool isStandardInput)
    {
        CommandRun run = isStandardInput ? CommandRun.Of(["schema", "-", "--model", _model, "--target", "y"], Data) : CommandRun.Of("schema", _folder.Write("data.csv", Data), "--model", _model, "--target", "y");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["column kind missing values", "mean_radius numeric 1 to 3", "b numeric -0.5 to 1.5", "mean left out"],
            run.Out.TrimEnd().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))));
    }

    [Fact]
    public void Run_TargetThatIsNotNamed_IsLeftOut() => Assert.Matches(@"b +numeric +-0\.5 to 1\.5\s*\nmean +left out\s*\ny +left out", CommandRun.Of(["schema", "-", "--model", _model], Data).Out);
}
