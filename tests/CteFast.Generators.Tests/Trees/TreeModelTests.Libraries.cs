using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading.LightGbm;
using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Trees;

/// <summary>Models of other libraries; LightGBM's are trained here by the library itself.</summary>
public sealed partial class TreeModelTests
{
    private const int Columns = 4, Rows = 300;

    [Theory]
    [InlineData("objective=regression")]
    [InlineData("objective=regression reg_sqrt=true")]
    [InlineData("objective=binary sigmoid=2.5")]
    [InlineData("objective=tweedie")]
    [InlineData("objective=cross_entropy_lambda")]
    [InlineData("objective=multiclass num_class=3")]
    [InlineData("objective=multiclassova num_class=3 categorical_feature=2,3")]
    [InlineData("objective=regression categorical_feature=2,3 max_cat_to_onehot=1 cat_smooth=1 min_data_per_group=1")]
    [InlineData("objective=regression zero_as_missing=true")]
    [InlineData("objective=regression use_missing=false")]
    [InlineData("objective=binary boosting=dart drop_rate=0.5")]
    [InlineData("objective=binary boosting=rf bagging_freq=1 bagging_fraction=0.6")]
    [InlineData("objective=regression linear_tree=true")]
    [InlineData("objective=regression num_leaves=2")]
    public void Predict_LightGbm_GivesTheLoadedModelsBits(string parameters) => Agree(Trained(parameters), isRowSpecial: false);

    public static TheoryData<string> Xgboost() => new(Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "data"), "*.model.json")
        .Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith("gblinear", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Xgboost))]
    public void Predict_Xgboost_GivesTheLoadedModelsBits(string name) => Agree(Data(name), isRowSpecial: false);

    [Fact]
    public void Predict_KeysInDouble_GivesTheLoadedModelsBits()
    {
        var run = GeneratorRun.OfTrees([ModelText.Of(Trained("objective=regression zero_as_missing=true max_bin=500 min_data_in_bin=1", key: 1e9))], ModelText.Class);
        Assert.Empty(run.AllProblems);
        Assert.Contains("double.NaN", run.Emitted.Single());
        var ensemble = (TreeEnsemble)Made(run, "User.PriceModel").GetType().GetProperty("Ensemble")!.GetValue(null)!;
        var loaded = (TreeEnsemble)ModelReader.Read(Encoding.UTF8.GetBytes(Trained("objective=regression zero_as_missing=true max_bin=500 min_data_in_bin=1", key: 1e9)), "model.txt");
        Assert.True(ensemble.InDouble!.IsMoved(3));
        double[] rows = [.. Enumerable.Range(0, 100 * Columns).Select(i => i % Columns == 3 ? 1e9 + i % 40 : i % 7 - 3)];
        float[] expected = new float[100], actual = new float[100];
        loaded.Predict(rows, expected);
        ensemble.Predict(rows, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Predict_LevelsOfPandas_AreTheLoadedModels() =>
        Agree(Trained("objective=regression categorical_feature=2,3") + "\npandas_categorical:[[\"a\", \"b\\u00e9\", \"c\"], [3, 4.5, true]]\n", isRowSpecial: false);

    [Fact]
    public void Predict_Catboost_GivesTheLoadedModelsBits() => Agree("""
        {"features_info":{"float_features":[{"feature_index":0,"flat_feature_index":0,"feature_id":"a","nan_value_treatment":"AsIs"},
         {"feature_index":1,"flat_feature_index":1,"feature_id":"b","nan_value_treatment":"AsTrue"}]},"model_info":{"params":{"loss_function":{"type":"Logloss"}}},
         "oblivious_trees":[{"leaf_values":[0.1,-0.2,0.3,1e-17],"leaf_weights":[1,2,3,4],"splits":[{"border":0.5,"float_feature_index":0,"split_type":"FloatFeature"},
         {"border":-2.25,"float_feature_index":1,"split_type":"FloatFeature"}]}],"scale_and_bias":[1.5,[0.25]]}
        """, isRowSpecial: false);

    [Theory]
    [InlineData("num_leaves=", "num_leaves=1", "num_leaves")]
    [InlineData("threshold=", "threshold=x ", "threshold")]
    [InlineData("end of trees", "", "\"Tree=8\" or \"end of trees\" is expected here")]
    [InlineData("version=v4", "version=v9", "version \"v9\" is not supported")]
    public void LightGbm_Spoiled_IsAnErrorThatNamesTheLine(string part, string spoiled, string message)
    {
        string text = Trained("objective=regression");
        int place = text.IndexOf(part, StringComparison.Ordinal);
        text = text[..place] + spoiled + text[(place + part.Length)..];
        Diagnostic diagnostic = Assert.Single(GeneratorRun.OfTrees([ModelText.Of(text)], ModelText.Class).Diagnostics);
        Assert.Equal("CTE0104", diagnostic.Id);
        Assert.Contains(message, diagnostic.GetMessage());
        int line = diagnostic.Location.GetLineSpan().StartLinePosition.Line;
        Assert.Contains($"line {line + 1}: ", diagnostic.GetMessage());
        if (spoiled.Length > 0) Assert.Equal(text[..place].Count(c => c == '\n'), line);
    }

    [Theory]
    [InlineData("CBM1", "CatBoost model in its own binary format")]
    [InlineData("{\"tree_info\":[]}", "dump_model")]
    [InlineData("[{\"nodeid\":0}]", "dump_model")]
    [InlineData("{\"format\":\"ctefast-mlp/1\"}", "not a model that can be compiled")]
    public void File_OfAnotherKind_IsAnErrorThatNamesIt(string text, string message)
    {
        Diagnostic diagnostic = Assert.Single(GeneratorRun.OfTrees([ModelText.Of(text)], ModelText.Class).Diagnostics);
        Assert.Equal("CTE0104", diagnostic.Id);
        Assert.Contains(message, diagnostic.GetMessage());
    }

    /// <summary>A damaged file is refused by both or compiled to what the loaded model predicts: of JSON the generator reads the tokens by itself.</summary>
    [Theory]
    [InlineData("XGBoost")]
    [InlineData("LightGBM")]
    public void File_Damaged_IsWhatTheLoadedModelIs(string library)
    {
        var random = new Random(1);
        string text = library == "XGBoost" ? ModelText.Categorical() : Trained("objective=regression num_leaves=4");
        int read = 0;
        for (int i = 0; i < 400; i++)
        {
            const string Characters = "0123456789-+.eE\"\\[]{}:, ntfu=\n";
            char[] damaged = text.ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--) damaged[random.Next(damaged.Length)] = Characters[random.Next(Characters.Length)];
            string file = new(damaged);
            TreeEnsemble? loaded = null;
            try
            {
                loaded = ModelReader.Read(Encoding.UTF8.GetBytes(file), "model.json") as TreeEnsemble;
            }
            catch (Exception e) when (e.GetType().Name == "ModelFormatException")
            {
                // Refused. The generator has a class of that name, too.
            }

            GeneratorRun run = GeneratorRun.OfTrees([ModelText.Of(file)], ModelText.Class);
            Assert.All(run.Diagnostics, diagnostic => Assert.Equal("CTE0104", diagnostic.Id));
            Assert.True(loaded is null == (run.Diagnostics.Length == 1), $"{(loaded is null ? "refused" : "read")} by the library: {file}");
            if (loaded is not null && read++ < 20) Agree(file, isRowSpecial: false);
        }

        Assert.InRange(read, 20, 380);
    }

    [Fact]
    public void File_ThatIsNoText_IsAnError()
    {
        Diagnostic diagnostic = Assert.Single(GeneratorRun.OfTrees([new BinaryText()], ModelText.Class).Diagnostics);
        Assert.Equal("CTE0104", diagnostic.Id);
        Assert.Contains("the file is no text; save XGBoost's models as .json", diagnostic.GetMessage());
    }

    private static string Trained(string parameters, double key = 0)
    {
        var random = new Random(1);
        var rows = new double[Rows * Columns];
        var labels = new float[Rows];
        for (int i = 0; i < Rows; i++)
        {
            Span<double> row = rows.AsSpan(i * Columns, Columns);
            row[0] = Math.Round(4 * random.NextDouble() - 2, 3);
            row[1] = random.Next(-3, 4);
            row[2] = random.Next(12);
            row[3] = key + random.Next(40);
            double score = row[0] + 0.5 * row[1] * row[0] + row[2] % 3 + (row[3] - key) % 7 + random.NextDouble();
            if (random.Next(4) == 0) row[random.Next(Columns)] = double.NaN;
            labels[i] = parameters.Contains("multiclass", StringComparison.Ordinal) ? Math.Clamp((int)Math.Abs(score), 0, 2)
                : parameters.Contains("binary", StringComparison.Ordinal) || parameters.Contains("cross_entropy", StringComparison.Ordinal) ? (score > 2 ? 1 : 0)
                : (float)Math.Abs(score) + 0.1f;
        }

        using var native = new NativeLightGbm(rows, Columns, labels, "min_data_in_leaf=5 num_leaves=15 learning_rate=0.3 " + parameters, iterations: 8);
        return Encoding.UTF8.GetString(native.Save());
    }

    /// <summary>A file that the compiler cannot give as a text.</summary>
    private sealed class BinaryText : AdditionalText
    {
        public override string Path => "/home/user/models/model.json";

        public override Microsoft.CodeAnalysis.Text.SourceText? GetText(CancellationToken cancellationToken = default) => null;
    }
}
