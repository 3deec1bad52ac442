using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.LightGbm;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Models.Reading.LightGbm;

/// <summary>All files here are built by hand from the documented format: no LightGBM was at hand to write them.</summary>
public class LightGbmReaderTests
{
    // x0 <= 1.5 ? (x1 in {1, 33} ? 10 : 20) : 30; zero and NaN are missing at the root and go right; an empty last line.
    private const string Small = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=binary sigmoid:2
        feature_names=a b
        feature_infos=[0:1] 1:33
        tree_sizes=400

        Tree=0
        num_leaves=3
        num_cat=1
        split_feature=0 1
        split_gain=1 1
        threshold=1.5 0
        decision_type=4 1
        left_child=1 -1
        right_child=-3 -2
        leaf_value=10 20 30
        leaf_weight=1 1 1
        leaf_count=5 6 7
        internal_value=0 0
        internal_weight=0 0
        internal_count=18 11
        cat_boundaries=0 2
        cat_threshold=2 2
        is_linear=0
        shrinkage=1


        end of trees

        pandas_categorical:null

        """;

    private static TreeEnsemble Read(string text) => LightGbmReader.Read(Encoding.UTF8.GetBytes(text), "model.txt");

    [Theory]
    [InlineData(1.5f, 1f, 10)]
    [InlineData(1.5f, 33f, 10)]
    [InlineData(-1f, 2f, 20)]
    [InlineData(1f, float.NaN, 20)]
    [InlineData(0f, 1f, 30)]
    [InlineData(float.NaN, 1f, 30)]
    [InlineData(1.5000001f, 1f, 30)]
    public void Predict_SmallModel_FollowsTheRules(float x0, float x1, float leaf)
    {
        foreach (string text in new[] { Small, Small.Replace("\n", "\r\n"), Small.Replace("v4", "v3") })
            Assert.Equal([leaf], Read(text).Predict([x0, x1]));
    }

    [Fact]
    public void Read_SmallModel_HasItsNamesCoversAndLink()
    {
        TreeEnsemble model = Read(Small);
        Assert.Equal(["a", "b"], model.FeatureNames);
        Assert.Equal("binary", model.Objective);
        Assert.Equal([18.0, 11, 7, 5, 6], model.Covers.ToArray());
        Assert.Equal(OutputKind.Margin, model.OutputKind);
        ModelAssert.Close([1 / (1 + Math.Exp(-20))], model.WithOutput(TreeEnsembleOutput.Transformed).Predict([-1, 1]), 0, 5e-7);
        Assert.False(Read(Small.Replace("leaf_count=5 6 7\n", "")).HasCovers);
    }

    [Fact]
    public void Predict_RandomModels_AgreesWithTheRulesInDouble()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var made = new MadeLightGbm(seed, outputs: 1 + seed % 3) { IsAverage = seed % 4 == 3, Objective = seed % 5 == 0 ? "" : "objective=regression" };
            TreeEnsemble model = LightGbmReader.Read(made.Utf8(), "made");
            float[] rows = MadeLightGbm.Rows(200, seed);
            float[] margins = model.Predict(rows);
            for (int i = 0; i < 200; i++)
            {
                double[] expected = made.Margins(rows.AsSpan(i * MadeLightGbm.Features, MadeLightGbm.Features));
                // Sums in double; a float's rounding remains.
                ModelAssert.Close(expected, margins.AsSpan(i * made.Outputs, made.Outputs), 1e-14, 6e-8);
            }
        }
    }

    [Theory]
    [InlineData("regression", TreeEnsembleLink.Identity)]
    [InlineData("regression sqrt", TreeEnsembleLink.SignedSquare)]
    [InlineData("quantile alpha:0.5", TreeEnsembleLink.Identity)]
    [InlineData("lambdarank", TreeEnsembleLink.Identity)]
    [InlineData("poisson", TreeEnsembleLink.Exponential)]
    [InlineData("tweedie tweedie_variance_power:1.5", TreeEnsembleLink.Exponential)]
    [InlineData("cross_entropy", TreeEnsembleLink.Logistic)]
    [InlineData("cross_entropy_lambda", TreeEnsembleLink.Softplus)]
    [InlineData("multiclass num_class:3", TreeEnsembleLink.Softmax, 3)]
    [InlineData("multiclassova num_class:3 sigmoid:1", TreeEnsembleLink.Logistic, 3)]
    public void Read_Objective_HasItsLink(string objective, TreeEnsembleLink link, int outputs = 1)
    {
        TreeEnsemble model = LightGbmReader.Read(new MadeLightGbm(1, outputs) { Objective = "objective=" + objective }.Utf8(), "made");
        Assert.Equal((link, outputs), (model.Link, model.OutputCount));
    }

    [Theory]
    [InlineData("version=v4", "version=v9", "line 2: version: version \"v9\" is not supported")]
    [InlineData("num_cat=1\n", "", "before 2.0.5", "version=v4\n", "")]
    [InlineData("max_feature_idx=1", "max_feature_idx=-1", "line 6: max_feature_idx: the model has no features")]
    [InlineData("max_feature_idx=1", "max_feature_idx=2147483647", "the model has no features")]
    [InlineData("max_feature_idx=1", "max_feature_idx=2", "there are 2 names for 3 features")]
    [InlineData("feature_names=a b", "feature_names=", "feature 1 is compared", "max_feature_idx=1", "max_feature_idx=0")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=2000000000", "2000000000 trees an iteration do not fit 1 trees")]
    [InlineData("num_class=1", "num_class=3", "3 classes do not fit 1 trees")]
    [InlineData("tree_sizes=400", "tree_sizes=400 400", "2 trees are declared, but the file holds 1")]
    [InlineData("objective=binary sigmoid:2", "objective=mine", "objective \"mine\" is not supported")]
    [InlineData("objective=binary sigmoid:2", "objective=multiclass num_class:3", "A softmax needs two outputs")]
    [InlineData("sigmoid:2", "sigmoid:0", "scale is not a positive number")]
    [InlineData("Tree=0", "Tree=1", "\"Tree=0\" or \"end of trees\" is expected")]
    [InlineData("num_leaves=3", "num_leaves=2000000000", "2000000000 are declared, but there are 3 leaf values")]
    [InlineData("num_leaves=3", "num_leaves=", "a 32-bit integer is expected")]
    [InlineData("leaf_value=10 20 30", "leaf_value=10 20 x", "leaf_value: item 2: numbers are expected")]
    [InlineData("leaf_value=10 20 30", "leaf_value=10 20 1e999", "the leaf value is not finite")]
    [InlineData("leaf_value=10 20 30", "leaf_value=10 20 30\nleaf_value=10 20 30", "\"leaf_value\" stands here for the second time")]
    [InlineData("split_feature=0 1", "split_feature=0", "split_feature: there are 1 values, not 2")]
    [InlineData("split_feature=0 1", "split_feature=0 -1", "feature -1 is negative")]
    [InlineData("threshold=1.5 0", "threshold=nan 0", "the threshold is not a number")]
    [InlineData("threshold=1.5 0", "threshold=1.5 1", "threshold: 1 is not one of the 1 sets of categories")]
    [InlineData("decision_type=4 1", "decision_type=12 1", "12 is not a kind of decision")]
    [InlineData("left_child=1 -1", "left_child=2 -1", "child 2 is not one of the 2 splits")]
    [InlineData("left_child=1 -1", "left_child=1 -4", "leaf 3 is not one of the 3 leaves")]
    [InlineData("left_child=1 -1", "left_child=0 -1", "child 0 is reached twice")]
    [InlineData("left_child=1 -1", "left_child=1 1", "reached twice")]
    [InlineData("leaf_count=5 6 7", "leaf_count=5 6 -7", "leaf_count: item 2: numbers from 0 on are expected")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 2000000000", "words 0 to 2000000000 are not among the 2")]
    [InlineData("cat_threshold=2 2", "cat_threshold=2 4294967296", "cat_threshold: item 1: 32-bit words are expected")]
    [InlineData("is_linear=0", "is_linear=1", "there is no \"leaf_const\"")]
    [InlineData("is_linear=0", "is_linear=1\nleaf_const=1 2 3\nnum_features=1 0 0\nleaf_features=\nleaf_coeff=", "leaf_features: there are 0 values, not 1")]
    [InlineData("is_linear=0", "is_linear=1\nleaf_const=1 2 3\nnum_features=1 0 0\nleaf_features=2\nleaf_coeff=1", "feature 2 is compared")]
    [InlineData("is_linear=0", "is_linear=1\nleaf_const=1 2 3\nnum_features=1 0 0\nleaf_features=-1\nleaf_coeff=1", "is negative")]
    [InlineData("is_linear=0", "is_linear=1\nleaf_const=1 inf 3\nnum_features=0 0 0\nleaf_features=\nleaf_coeff=", "linear function is not finite")]
    [InlineData("is_linear=0", "is_linear=1\nleaf_const=1 2 3\nnum_features=2000000000 2000000000 0\nleaf_features=\nleaf_coeff=", "more than the leaves can have")]
    [InlineData("pandas_categorical:null", "pandas_categorical:[[1,", "the levels of pandas_categorical cannot be read")]
    [InlineData("threshold=1.5 0", "threshold=1.5 0\0", "the line holds a NUL byte")]
    [InlineData("num_leaves=3", "num_leaves=3\0", "the line holds a NUL byte")]
    [InlineData("end of trees", "", "\"end of trees\"")]
    public void Read_Spoiled_SaysWhatIsWrong(string part, string spoiled, string message, string otherPart = "", string otherSpoiled = "")
    {
        Assert.Contains(part, Small);
        string text = Small.Replace(part, spoiled);
        var e = Assert.Throws<ModelFormatException>(() => Read(otherPart.Length > 0 ? text.Replace(otherPart, otherSpoiled) : text));
        Assert.Contains(message, e.Message);
        Assert.StartsWith("model.txt: line ", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("inf", 1e30f, 10)]
    [InlineData("inf", float.PositiveInfinity, 10)]
    [InlineData("-inf", -1e30f, 30)]
    [InlineData("1e300", float.MaxValue, 10)]
    [InlineData("1e300", float.PositiveInfinity, 30)]
    public void Read_InfiniteThreshold_Compares(string threshold, float x0, float leaf) =>
        Assert.Equal([leaf], Read(Small.Replace("threshold=1.5 0", $"threshold={threshold} 0", StringComparison.Ordinal)).Predict([x0, 1f]));

    // In double precision a decimal equals the threshold that is written like it; as floats, its neighbour above does no longer.
    [Theory]
    [InlineData("-1.857", "-1.8569999999999998")]
    [InlineData("7.437", "7.4370000000000003")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e-34", "1e-34")]
    public void Read_ThresholdAtADecimal_ComparesAsInDoublePrecision(string value, string threshold)
    {
        TreeEnsemble model = Read(Small.Replace("threshold=1.5 0", $"threshold={threshold} 0", StringComparison.Ordinal).Replace("decision_type=4 1", "decision_type=8 1", StringComparison.Ordinal));
        float x = float.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal([10f, 30f], model.Predict([x, 1f, float.BitIncrement(x), 1f]));
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v2.1")]
    [InlineData("")]
    public void Read_OldForest_IsTheMeanItself(string version)
    {
        string text = Small.Replace("version=v4\n", version.Length == 0 ? "" : $"version={version}\n", StringComparison.Ordinal);
        Assert.Equal(TreeEnsembleLink.Logistic, Read(text).Link);
        TreeEnsemble forest = Read(text.Replace("feature_names", "average_output\nfeature_names", StringComparison.Ordinal));
        Assert.Equal(TreeEnsembleLink.Identity, forest.Link);
        Assert.Single(forest.Info.Notes);
        Assert.Equal(TreeEnsembleLink.Logistic, Read(Small.Replace("feature_names", "average_output\nfeature_names", StringComparison.Ordinal)).Link);
    }

    [Theory]
    [InlineData(-1f, 1f, 0.5f + 2 * -1f + 3 * 1f)]
    [InlineData(-1f, 2f, 0.25f)]
    [InlineData(1f, float.NaN, 0.25f)]
    [InlineData(2f, 3f, 0.75f - 3f)]
    [InlineData(2f, float.NaN, 30f)]
    public void Predict_LinearLeaves_AddTheirFunctionOrThePlainValueWhereAFeatureIsMissing(float x0, float x1, float expected)
    {
        TreeEnsemble model = Read(Small.Replace("is_linear=0", "is_linear=1\nleaf_const=0.5 0.25 0.75\nnum_features=2 0 1\nleaf_features=0 1   1 \nleaf_coeff=2 3   -1 ", StringComparison.Ordinal));
        Assert.True(model.HasLinearLeaves);
        Assert.Equal([expected], model.Predict([x0, x1]));
    }

    [Fact]
    public void Explain_LinearLeaves_EstimatedByAutoAndExactByTheTreeMethod()
    {
        TreeEnsemble model = Read(Small.Replace("is_linear=0", "is_linear=1\nleaf_const=0.5 0.25 0.75\nnum_features=2 0 1\nleaf_features=0 1   1 \nleaf_coeff=2 3   -1 ", StringComparison.Ordinal));
        float[] data = [-1f, 1f, 1f, 2f, 2f, 3f, -3f, 33f], row = [-1f, 33f];
        Explanation explanation = CompressThenExplain.Explain(model, data, row, new ExplainOptions());
        Assert.Equal(model.Predict(row)[0], explanation.BaseValues[0] + explanation.Values(0, 0).ToArray().Sum(), 1e-4);
        Explanation exact = CompressThenExplain.Explain(model, data, row, new ExplainOptions { Method = ExplainMethod.Tree });
        Explanation enumerated = CompressThenExplain.Explain(model, data, row, new ExplainOptions { Method = ExplainMethod.Exact });
        Assert.Equal("tree, exact", exact.Method);
        Assert.Equal(enumerated.ShapleyValues.ToArray(), exact.ShapleyValues.ToArray(), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Read_PandasCategories_AreTheLevelsOfTheCategoricalFeatures()
    {
        string text = Small.Replace("pandas_categorical:null", "[categorical_feature: 1]\n\npandas_categorical:[[\"a b\", \"ü\"]]", StringComparison.Ordinal);
        TreeEnsemble model = Read(text);
        Assert.Null(model.FeatureLevels[0]);
        Assert.Equal(["a b", "ü"], model.FeatureLevels[1]);
        Assert.Equal(["3", "5.0", "True"], Read(Small.Replace("pandas_categorical:null", "pandas_categorical:[[3, 5.0, true]]", StringComparison.Ordinal)).FeatureLevels[1]);
        Assert.Equal(["x"], Read(text.Replace("1:33", "none", StringComparison.Ordinal).Replace("[[\"a b\", \"ü\"]]", "[[\"x\"]]", StringComparison.Ordinal)).FeatureLevels[1]);
        TreeEnsemble unknown = Read(text.Replace("]]", "], [1]]", StringComparison.Ordinal));
        Assert.Empty(unknown.FeatureLevels);
        Assert.Contains("codes", Assert.Single(unknown.Info.Notes), StringComparison.Ordinal);
        Assert.Empty(Read(Small).FeatureLevels);
    }

    [Fact]
    public void Read_ChainOfTenThousand_IsRefused()
    {
        const int splits = 10_000;
        static string Repeat(string name, Func<int, int> value, int count) => name + "=" + string.Join(' ', Enumerable.Range(0, count).Select(value)) + "\n";
        string text = Small[..Small.IndexOf("Tree=0", StringComparison.Ordinal)] + "Tree=0\n" + $"num_leaves={splits + 1}\nnum_cat=0\n"
            + Repeat("split_feature", _ => 0, splits) + Repeat("threshold", i => i, splits) + Repeat("decision_type", _ => 2, splits)
            + Repeat("left_child", i => ~i, splits) + Repeat("right_child", i => i + 1 < splits ? i + 1 : ~splits, splits)
            + Repeat("leaf_value", i => i, splits + 1) + "\nend of trees\n";
        Assert.Contains("levels deep", Assert.Throws<ModelFormatException>(() => Read(text)).Message);
    }
}
