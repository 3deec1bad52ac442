using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Explain.Models;

namespace CteFast.Cli.Tests.Read;

public sealed class FeatureColumnsTests
{
    private static readonly CsvFile File = CsvText.File("a,b,c,y\n1,2,3,4\n");

    private static string Message(IModel model, string? target)
        => Assert.Throws<InputException>(() => FeatureColumns.Match(File, model, "m.json", target)).Message;

    [Theory]
    [InlineData(null)]
    [InlineData("y")]
    public void Match_NamedModel_ItsColumnsInItsOrder(string? target)
        => Assert.Equal([2, 0], FeatureColumns.Match(File, new Model("c", "a"), "m.json", target));

    [Fact]
    public void Match_NamelessModel_AllColumnsButTheTarget()
        => Assert.Equal([0, 2, 3], FeatureColumns.Match(File, new Model(3), "m.json", "b"));

    [Fact]
    public void Match_NamelessModelAndNoTarget_AllColumns()
        => Assert.Equal([0, 1, 2, 3], FeatureColumns.Match(File, new Model(4), "m.json", null));

    [Fact]
    public void Match_MissingFeature_NamesItAndTheModelsFeatures()
        => Assert.Equal("data.csv has no column 'd', which m.json needs; its features are a, d", Message(new Model("a", "d"), "y"));

    [Fact]
    public void Match_AnotherNumberOfFeatures_NamesBoth()
        => Assert.StartsWith("data.csv has 3 feature columns, but m.json takes 5; ", Message(new Model(5), "y"), StringComparison.Ordinal);

    [Fact]
    public void Match_OneColumnTooManyAndNoTarget_AsksForTheTarget()
        => Assert.EndsWith("name the column that is not a feature with --target", Message(new Model(3), null), StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Match_NoTargetWouldDo_DoesNotAskForOne(int featureCount)
        => Assert.EndsWith("; give the data the model was trained on", Message(new Model(featureCount), null), StringComparison.Ordinal);

    [Fact]
    public void Match_TargetIsAFeature_Said()
        => Assert.Equal(
            "--target a: m.json uses this column as a feature; name another or leave --target out", Message(new Model("a", "b"), "a"));

    [Fact]
    public void Match_UnknownTarget_Said()
        => Assert.StartsWith("data.csv has no column 'z'", Message(new Model("a"), "z"), StringComparison.Ordinal);

    private sealed class Model : IModel
    {
        public Model(params string[] names) => (FeatureNames, FeatureCount) = (names, names.Length);

        public Model(int featureCount) => FeatureCount = featureCount;

        public int FeatureCount { get; }

        public int OutputCount => 1;

        public IReadOnlyList<string> FeatureNames { get; } = [];

        public void Predict(ReadOnlySpan<float> rows, Span<float> outputs) => outputs.Clear();
    }
}
