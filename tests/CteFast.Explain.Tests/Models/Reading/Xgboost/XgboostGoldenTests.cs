using System.Text.Json;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Linear;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Models.Reading.Xgboost;

/// <summary>Models that XGBoost itself trained, and what it said of them: golden/xgboost/write.py makes the files.</summary>
public class XgboostGoldenTests
{
    private static readonly string Folder = TestData.Path("golden/xgboost");

    public static TheoryData<string> Names() => new(Cases());

    public static TheoryData<string> NamesOfTrees() => new(Cases().Where(name => !name.StartsWith("gblinear", StringComparison.Ordinal)));

    private static IEnumerable<string> Cases() =>
        Directory.EnumerateFiles(Folder, "*.model.json").Select(path => Path.GetFileName(path)[..^".model.json".Length]).Order(StringComparer.Ordinal);

    [Fact]
    public void Files_AreAllThere() => Assert.Equal(30, Cases().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Predict_TrainedByXgboost_IsTheLibrarys(string name)
    {
        (IModel model, JsonElement golden, float[] rows) = Read(name);
        Assert.Equal("XGBoost 1.7.4", golden.GetProperty("library").GetString());
        float[] margins = golden.GetProperty("margins").Floats();
        if (model is LinearModel linear)
        {
            Close(margins, Predicted(linear, rows));
            return;
        }

        // Trees are summed as the library sums them, in the same order and precision.
        var trees = (TreeEnsemble)model;
        Assert.Equal(margins, Predicted(trees, rows));
        if (golden.GetProperty("predictions").ValueKind != JsonValueKind.Null)
            Close(golden.GetProperty("predictions").Floats(), Predicted(trees.WithOutput(TreeEnsembleOutput.Transformed), rows));
    }

    [Theory]
    [MemberData(nameof(NamesOfTrees))]
    public void PathDependent_TrainedByXgboost_GivesTheLibrarysContributions(string name)
    {
        (IModel model, JsonElement golden, float[] rows) = Read(name);
        var trees = (TreeEnsemble)model;
        float[] expected = golden.GetProperty("contributions").Floats();
        Explanation explanation = TreeExplainer.PathDependent(trees, new TreeExplainerOptions()).Explain(rows);
        int d = model.FeatureCount, k = model.OutputCount;
        Assert.Equal(rows.Length / d * k * (d + 1), expected.Length);
        for (int i = 0; i < rows.Length / d; i++)
        {
            for (int output = 0; output < k; output++)
            {
                ReadOnlySpan<float> wanted = expected.AsSpan((i * k + output) * (d + 1), d + 1);
                for (int j = 0; j < d; j++)
                    Assert.Equal(wanted[j], explanation.Values(i, output)[j], 1e-5 * (1 + Math.Abs(wanted[j])));
                Assert.Equal(wanted[d], explanation.BaseValues[output], 1e-5 * (1 + Math.Abs(wanted[d])));
            }
        }
    }

    private static (IModel Model, JsonElement Golden, float[] Rows) Read(string name)
    {
        IModel model = ModelReader.ReadFile(Path.Combine(Folder, name + ".model.json"));
        JsonElement golden = TestData.Json($"golden/xgboost/{name}.json");
        return (model, golden, golden.GetProperty("rows").Floats());
    }

    private static float[] Predicted(IModel model, float[] rows)
    {
        var outputs = new float[rows.Length / model.FeatureCount * model.OutputCount];
        model.Predict(rows, outputs);
        return outputs;
    }

    private static void Close(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-6 * (1 + Math.Abs(expected[i])));
    }
}
