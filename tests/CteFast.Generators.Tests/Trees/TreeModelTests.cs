using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators.Tests.Trees;

/// <summary>Compiled models against the same files, loaded.</summary>
public sealed partial class TreeModelTests
{
    public static TheoryData<string, string, int, int> Models() => new()
    {
        { "reg:squarederror", "5E-1", 1, 0 },
        { "reg:squarederror", "[2.5E0]", 8, 0 },
        { "rank:pairwise", "5E-1", 19, 0 },
        { "binary:logistic", "2E-1", 2, 0 },
        { "binary:logitraw", "7E-1", 2, 0 },
        { "binary:hinge", "5E-1", 2, 0 },
        { "count:poisson", "3E0", 2, 0 },
        { "reg:gamma", "3.3E0", 2, 0 },
        { "reg:tweedie", "1E-1", 2, 0 },
        { "reg:logistic", "3E-1", 2, 0 },
        { "survival:cox", "2E0", 2, 0 },
        { "multi:softprob", "5E-1", 27, 3 },
        { "multi:softmax", "[1E-1,2E-1,3E-1]", 3, 3 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Predict_SmallModel_GivesTheLoadedModelsBits(string objective, string baseScore, int trees, int classes) =>
        Agree(ModelText.Small(objective, baseScore, trees, classes), isRowSpecial: true);

    [Fact]
    public void Predict_RealModel_GivesTheLoadedModelsBits() => Agree(Data("breast_cancer_xgb.json"), isRowSpecial: false);

    [Fact]
    public void Predict_Multiclass_GivesTheLoadedModelsBits() =>
        Agree(JsonDocument.Parse(Data("xgb_multiclass.json")).RootElement.GetProperty("model").GetRawText(), isRowSpecial: true);

    [Fact]
    public void Predict_Dart_GivesTheLoadedModelsBits()
    {
        string text = ModelText.Small(trees: 2).Replace("""{"name":"gbtree","model":""", """{"name":"dart","weight_drop":[0.3,0.7],"gbtree":{"model":""", StringComparison.Ordinal)
            .Replace("}]}},", "}]}}},", StringComparison.Ordinal);
        Agree(text, isRowSpecial: true);
    }

    [Theory]
    [InlineData("\"weight_drop\":[0.3,0.7],", "")]
    [InlineData("", "\"weight_drop\":[0.3],")]
    [InlineData("", "")]
    public void Predict_WeightsOfTheBoosterCalledGbtree_GiveTheLoadedModelsBits(string booster, string model) => Agree(ModelText.Small(trees: 2)
        .Replace("\"model\":", booster + "\"model\":", StringComparison.Ordinal).Replace("\"gbtree_model_param\"", model + "\"gbtree_model_param\"", StringComparison.Ordinal), isRowSpecial: true);

    [Fact]
    public void Predict_BestIteration_GivesTheLoadedModelsBits() =>
        Agree(ModelText.Small(trees: 3).Replace("{\"learner\":{", "{\"learner\":{\"attributes\":{\"best_iteration\":\"1\"},", StringComparison.Ordinal), isRowSpecial: true);

    [Fact]
    public void Predict_CategorySplitsWithoutThreshold_GiveTheLoadedModelsBits() => Agree(ModelText.Categorical()
        .Replace("[5E-1,1E0,-2.25E0,", "[NaN,1E0,NaN,", StringComparison.Ordinal).Replace("\"sum_hessian\"", "\"loss_changes\":[Infinity,-Infinity,NaN],\"sum_hessian\"", StringComparison.Ordinal), isRowSpecial: false);

    [Theory]
    [InlineData("0,3,40", "2", 1)]
    [InlineData("31,32,63,64", "0,1,2,3,4,5,6,7", 3)]
    [InlineData("7,7,1", "", 2)]
    public void Predict_SplitsByCategory_GiveTheLoadedModelsBits(string first, string second, int trees) =>
        Agree(ModelText.Categorical(first, second, trees), isRowSpecial: false);

    [Theory]
    [InlineData("namespace User; [TreeModel(\"models/model.json\")] internal partial class PriceModel { }")]
    [InlineData("namespace User; [TreeModel(@\"models\\model.json\")] public partial class PriceModel { private int Values, Splits, Ensembles; }")]
    [InlineData("namespace User { [TreeModel(\"model.json\")] sealed partial class PriceModel : IDisposable { public void Dispose() { } } }")]
    [InlineData("[TreeModel(\"model.json\")] public partial class @class;", "class")]
    [InlineData("namespace User; [TreeModel(\"model.json\")] public partial record PriceModel;", "", 0)]
    public void Emit_ClassOfAnyForm_Compiles(string source, string name = "User.PriceModel", int emitted = 1)
    {
        GeneratorRun run = GeneratorRun.OfTrees([ModelText.Of(ModelText.Small())], source);
        Assert.Equal(emitted, run.Emitted.Count());
        Assert.DoesNotContain(run.AllProblems, problem => problem.Severity == DiagnosticSeverity.Error);
        if (emitted > 0) Assert.NotNull(Made(run, name));
    }

    [Fact]
    public void Emit_OldestLanguageWithoutUnsafe_Compiles()
    {
        GeneratorRun run = GeneratorRun.Of(new TreeModelGenerator(), TestReferences.WithExplain, LanguageVersion.CSharp13, "CteFast.Explain.Models.Trees",
            [ModelText.Of(ModelText.Small("multi:softprob", trees: 9, classes: 3))], [ModelText.Class]);
        Assert.Equal("10.0.0.0", run.Output.GetSpecialType(SpecialType.System_Object).ContainingAssembly.Identity.Version.ToString());
        Assert.Single(run.Emitted);
        Assert.Empty(run.AllProblems);
    }

    private static void Agree(string text, bool isRowSpecial)
    {
        GeneratorRun run = GeneratorRun.OfTrees([ModelText.Of(text)], ModelText.Class);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.AllProblems);
        if (isRowSpecial) Assert.Contains("PredictRow(", run.Emitted.Single());
        var model = (IModel)Made(run, "User.PriceModel");
        var loaded = (TreeEnsemble)ModelReader.Read(Encoding.UTF8.GetBytes(text), "model.json");
        Assert.Equal((loaded.FeatureCount, loaded.OutputCount, loaded.OutputKind), (model.FeatureCount, model.OutputCount, model.OutputKind));
        Assert.Equal(loaded.FeatureNames, model.FeatureNames);
        var ensemble = (TreeEnsemble)model.GetType().GetProperty("Ensemble")!.GetValue(null)!;
        Assert.Equal((loaded.Link, loaded.Objective, loaded.TreeCount, loaded.HasCovers), (ensemble.Link, ensemble.Objective, ensemble.TreeCount, ensemble.HasCovers));

        Assert.Equal(loaded.Info.ToString(), (ensemble.Info with { Notes = loaded.Info.Notes }).ToString());
        Assert.Equal(loaded.Info.Notes, ensemble.Info.Notes);
        Assert.Equal(loaded.FeatureLevels.Select(Levels), ensemble.FeatureLevels.Select(Levels));
        Assert.Equal((loaded.IterationCount, loaded.HasLinearLeaves), (ensemble.IterationCount, ensemble.HasLinearLeaves));

        var random = new Random(1);
        float[] special = [0.5f, -2.25f, MathF.BitDecrement(0.5f), float.PositiveInfinity, float.NegativeInfinity, 0, 3, 31, 32.5f, 40, 64, 1e9f];
        int d = model.FeatureCount, k = model.OutputCount;
        float[] rows = [.. Enumerable.Range(0, 200 * d).Select(_ => random.Next(4) == 0 ? special[random.Next(special.Length)] : (float)(8 * random.NextDouble() - 4))];
        for (int i = 100 * d; i < rows.Length; i += 5) rows[i] = float.NaN;
        float[] expected = new float[200 * k], batch = new float[200 * k], single = new float[200 * k];
        if (ensemble.HasCovers && !ensemble.HasLinearLeaves)
            Assert.Equal(TreeExplainer.PathDependent(loaded, new TreeExplainerOptions()).Explain(rows.AsSpan(0, 20 * d)).Values(7).ToArray(), TreeExplainer.PathDependent(ensemble, new TreeExplainerOptions()).Explain(rows.AsSpan(0, 20 * d)).Values(7).ToArray());
        loaded.WithOutput(TreeEnsembleOutput.Transformed).Predict(rows, expected);
        ensemble.WithOutput(TreeEnsembleOutput.Transformed).Predict(rows, batch);
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), batch.Select(BitConverter.SingleToInt32Bits));
        double[] exact = [.. rows.Select(row => row + 1e-9 * random.NextDouble())];
        Assert.Equal(loaded.InDouble is null, ensemble.InDouble is null);
        loaded.Predict(exact, expected);
        ensemble.Predict(exact, batch);
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), batch.Select(BitConverter.SingleToInt32Bits));
        loaded.Predict(rows, expected);
        model.Predict(rows, batch);
        for (int i = 0; i < 200; i++) model.Predict(rows.AsSpan(i * d, d), single.AsSpan(i * k, k));
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), batch.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), single.Select(BitConverter.SingleToInt32Bits));
        Assert.Throws<ArgumentException>(() => model.Predict(new float[d], new float[k + 1]));
        Assert.Throws<ArgumentException>(() => model.Predict(new float[d + 1], new float[k]));
    }

    private static string Levels(IReadOnlyList<string>? levels) => levels is null ? "" : string.Join('|', levels);

    private static object Made(GeneratorRun run, string type)
    {
        using var image = new MemoryStream();
        Assert.True(run.Output.Emit(image).Success);
        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
        return Activator.CreateInstance(assembly.GetType(type, throwOnError: true)!)!;
    }

    private static string Data(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", name));
}
