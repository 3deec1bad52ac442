using System.Buffers.Binary;
using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Models.Reading.Xgboost;

/// <summary>What differs between XGBoost's versions; the files are made by hand from the documented format.</summary>
public class XgboostVersionsTests
{
    private const string Splits = "[NaN,1,4]";

    // Trees of 1 and 4 with weights: both at x0 = 0.
    [Theory]
    [InlineData("\"weight_drop\":[0.25,0.5],", "", 1.25f)]
    [InlineData("", "\"weight_drop\":[0.25,0.5],", 1.25f)]
    [InlineData("", "\"weight_drop\":[0.25],", 1.75f)]
    [InlineData("", "\"weight_drop\":[],", 2.5f)]
    [InlineData("", "", 2.5f)]
    public void Read_WeightsOfTheBoosterCalledGbtree_WeighTheTrees(string booster, string model, float expected) =>
        Assert.Equal(expected, XgboostModelText.Read(new() { Trees = 2, MoreOfBooster = booster, MoreOfModel = model })
            .Predict([0, 0])[0]);

    [Fact]
    public void Read_DartWithFewerWeightsThanTrees_TakesOneForTheRest() =>
        Assert.Equal([1.75f], XgboostModelText.Read(new() { Booster = "dart", Trees = 2, WeightDrop = "[0.25]" }).Predict([0, 0]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_NaNThresholdOfACategorySplit_IsNoThreshold(bool isJson)
    {
        var text = new XgboostModelText { BaseScore = "0", SplitType = "[1,0,0]", Categories = "[1],[0],[0],[1]", SplitConditions = isJson ? Splits : "[0.5,1,4]" };
        byte[] bytes = isJson ? text.Utf8() : NaNOfUbjson(text);
        Assert.Equal([1f, 4f, 4f], XgboostReader.Read(bytes, "model").Predict([0, 0, 1, 0, float.NaN, 0]));
    }

    [Theory]
    [InlineData("\"loss_changes\":[NaN,Infinity,-Infinity,\"NaN \\\" Infinity\"],")]
    [InlineData("\"base_weights\":[-Infinity,NaN,1E0],")]
    public void Read_NumbersThatJsonCannotWrite_AreReadWhereNobodyNeedsThem(string member)
    {
        foreach (int size in (int[])[1, 2, 3, 7, 1000])
        {
            byte[] bytes = new XgboostModelText { BaseScore = "0", MoreOfTree = member }.Utf8();
            Assert.Equal([1f, 4f], XgboostReader.Read(new PatientStream(bytes, most: size), "model").Predict([0, 0, 1, 0]));
        }
    }

    [Theory]
    [InlineData("Infinity", 1f)]
    [InlineData("-Infinity", 4f)]
    public void Read_InfiniteThreshold_Compares(string threshold, float leaf) =>
        Assert.Equal(leaf, XgboostModelText.Read(new() { BaseScore = "0", SplitConditions = $"[{threshold},1,4]" }).Predict([1e30f, 0])[0]);

    [Theory]
    [InlineData("[NaN,1,4]", "threshold")]
    [InlineData("[1,NaN,4]", "not finite")]
    [InlineData("[1,1,Infinity]", "not finite")]
    [InlineData("[1e999,1,4]", "single-precision numbers are expected")]
    [InlineData("[Nan,1,4]", "not valid JSON")]
    [InlineData("[Inf,1,4]", "not valid JSON")]
    public void Read_NumberThatIsNoneWhereOneIsNeeded_IsRefused(string conditions, string why) =>
        Assert.Contains(why, Assert.Throws<ModelFormatException>(() => XgboostModelText.Read(new() { SplitConditions = conditions })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"best_iteration\":\"0\"}", "", 1)]
    [InlineData("{\"best_iteration\":\"1\"}", "", 2)]
    [InlineData("{\"best_iteration\":\"2\"}", "", 3)]
    [InlineData("{\"best_iteration\":\"99\"}", "", 3)]
    [InlineData("{\"best_iteration\":\"0\"}", "\"iteration_indptr\":[0,2,3],", 2)]
    [InlineData("{}", "", 3)]
    public void Read_BestIteration_TreesBehindItAreLeftOutAndThatIsSaid(string attributes, string model, int trees)
    {
        TreeEnsemble ensemble = XgboostModelText.Read(new() { BaseScore = "0", Trees = 3, Attributes = attributes, MoreOfModel = model });
        Assert.Equal(trees, ensemble.Predict([0, 0])[0]);
        Assert.Equal((trees, 3), (ensemble.Info.TreesUsed, ensemble.Info.TreesInFile));
        Assert.Equal(trees < 3, ensemble.Info.Notes.Any(note => note.Contains("best_iteration", StringComparison.Ordinal)));
        Assert.Equal(("XGBoost", "1.7.4"), (ensemble.Info.Library, ensemble.Info.Version));
    }

    [Fact]
    public void Read_Levels_AreTextsOrNumbersByCode()
    {
        const string cats = """
            "cats":{"enc":[{"offsets":[0,1,3,3],"values":[97,-61,-92]},{"type":1,"values":[3,5.5,-8]}],"feature_segments":[0,3,6],"sorted_idx":[0,1,2,0,1,2]},
            """;
        TreeEnsemble model = XgboostModelText.Read(new() { MoreOfModel = cats, Version = "[3,1,0]" });
        Assert.Equal(["a", "ä", ""], model.FeatureLevels[0]);
        Assert.Equal(["3", "5.5", "-8"], model.FeatureLevels[1]);
        Assert.Empty(XgboostModelText.Read(new() { MoreOfModel = "\"cats\":{\"enc\":[],\"feature_segments\":[],\"sorted_idx\":[]}," }).FeatureLevels);
    }

    [Theory]
    [InlineData("[1,3]", -1.3862943611198906)]
    [InlineData("[1,4]", 0.2)]
    [InlineData("[3,3,0]", 0.2)]
    public void Read_LogitRaw_TakesTheBaseScoreAsItsVersionDoes(string version, double margin) => ModelAssert.Close([margin + 1],
        XgboostModelText.Read(new() { Objective = "binary:logitraw", BaseScore = "2E-1", Version = version }).Predict([0, 0]), 0, 5e-7);

    [Theory]
    [InlineData("reg:unheardof")]
    [InlineData("rank:unheardof")]
    [InlineData("multi:unheardof")]
    public void Read_ObjectiveThatIsNotKnown_IsRefusedByName(string objective) =>
        Assert.Contains(objective, Assert.Throws<ModelFormatException>(() => XgboostModelText.Read(new() { Objective = objective })).Message, StringComparison.Ordinal);

    // Up to 3.1 leaves are rows of base_weights, then rows of leaf_weights that the right child names.
    [Theory]
    [InlineData("\"base_weights\":[9,9,1,2,3,4],", "[2,-1,-1]")]
    [InlineData("\"base_weights\":[9,9,9,9,9,9],\"leaf_weights\":[3,4,1,2],", "[2,1,0]")]
    public void Read_VectorLeaves_BecomeATreeForEachOutput(string weights, string right)
    {
        string text = Encoding.UTF8.GetString(new XgboostModelText { BaseScore = "[0.5,0.25]", Trees = 2, TreeInfo = "[0,0]", LeafVector = "2", MoreOfTree = weights, Right = right }.Utf8())
            .Replace("\"num_class\"", "\"num_target\":\"2\",\"num_class\"", StringComparison.Ordinal);
        TreeEnsemble model = XgboostReader.Read(Encoding.UTF8.GetBytes(text), "model.json");
        Assert.Equal([2.5f, 4.25f, 6.5f, 8.25f], model.Predict([0, 0, 5, 0]));
        Assert.Equal(2, model.Info.TreesUsed);
    }

    private static byte[] NaNOfUbjson(XgboostModelText text)
    {
        byte[] bytes = UbjsonBytes.Of(text.Utf8());
        Span<byte> half = stackalloc byte[8], nan = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(half, 0.5);
        BinaryPrimitives.WriteDoubleBigEndian(nan, double.NaN);
        nan.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(half)));
        return bytes;
    }
}
