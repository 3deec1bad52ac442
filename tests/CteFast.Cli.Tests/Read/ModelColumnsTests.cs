using System.Text;
using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Tables;

namespace CteFast.Cli.Tests.Read;

public sealed class ModelColumnsTests
{
    private static DataFile File(string text = "a,b,c,y\n1,2,3,4\n", TableOptions options = default) => new(new TableSource("data.csv", () => new MemoryStream(Encoding.UTF8.GetBytes(text)), options));

    private static TableOptions Options(DataFile file, IModel model, string? target) => ModelColumns.Of(file, model, "m.json", target, exact: null);

    private static string Message(IModel model, string? target) => Assert.Throws<InputException>(() => Options(File(), model, target)).Message;

    [Theory]
    [InlineData(null)]
    [InlineData("y")]
    public void Of_NamedModel_ItsColumns(string? target) => Assert.Equal(["a", "c"], Options(File(), new Model("c", "a"), target).Columns);

    [Fact]
    public void Of_NamelessModel_AllColumnsButTheTargetAndThoseLeftOut()
    {
        Assert.Equal(["a", "c", "y"], Options(File(), new Model(3), "b").Columns);
        Assert.Equal(["a", "b", "c", "y"], Options(File(), new Model(4), null).Columns);
        Assert.Equal(["b", "c"], Options(File(options: new() { Drop = ["a"] }), new Model(2), "y").Columns);
    }

    [Fact]
    public void Of_NameWithUnderscoresForBlanks_IsTheColumn() => Assert.Equal(["mean radius", "b"], Options(File("mean radius,b,c\n1,2,3\n"), new Model("mean_radius", "b"), null).Columns);

    [Fact]
    public void Of_ColumnPerLevel_TheColumnOfTheLevelsAsTexts()
    {
        TableOptions options = Options(File("city,zip,b\nLyon,69001,1\n"), new Model("b", "city_Lyon", "city_Paris", "zip_69001"), null);
        Assert.Equal(["city", "zip", "b"], options.Columns);
        Assert.Equal([("city", FeatureKind.Categorical), ("zip", FeatureKind.Categorical)], options.Kinds!.Select(kind => (kind.Key, kind.Value)));
    }

    [Fact]
    public void Of_NoFeatureThere_NamesItAndTheModelsFeatures()
        => Assert.Equal("data.csv has no column 'd', which m.json needs; its features are d, e", Message(new Model("d", "e"), "y"));

    [Fact]
    public void Of_AnotherNumberOfFeatures_NamesBoth()
        => Assert.StartsWith("data.csv has 3 feature columns, but m.json takes 5; ", Message(new Model(5), "y"), StringComparison.Ordinal);

    [Fact]
    public void Of_OneColumnTooManyAndNoTarget_AsksForTheTarget()
        => Assert.EndsWith("name the column that is not a feature with --target", Message(new Model(3), null), StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Of_NoTargetWouldDo_DoesNotAskForOne(int featureCount)
        => Assert.EndsWith("; give the data the model was trained on", Message(new Model(featureCount), null), StringComparison.Ordinal);

    [Fact]
    public void Of_TargetIsAFeature_Said()
        => Assert.Equal("--target a: m.json uses this column as a feature; name another or leave --target out", Message(new Model("a", "b"), "a"));

    [Fact]
    public void Of_UnknownTarget_Said() => Assert.StartsWith("data.csv has no column 'z'", Message(new Model("a"), "z"), StringComparison.Ordinal);

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
