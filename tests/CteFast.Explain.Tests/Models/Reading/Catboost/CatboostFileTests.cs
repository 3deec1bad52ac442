using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Models.Reading.Catboost;

/// <summary>CatBoost's JSON by hand, from the documented format: the leaf's number has a bit for every split, the first the lowest.</summary>
public sealed class CatboostFileTests
{
    private const float NaN = float.NaN;

    private const string Small = """
        {"features_info":{"float_features":[
          {"borders":[0.5,2],"feature_id":"a","feature_index":0,"flat_feature_index":0,"has_nans":true,"nan_value_treatment":"AsTrue"},
          {"borders":[1],"feature_id":"b","feature_index":1,"flat_feature_index":1,"has_nans":true,"nan_value_treatment":"AsFalse"}]},
         "model_info":{"params":{"loss_function":{"type":"Logloss"}}},
         "oblivious_trees":[
          {"leaf_values":[1,2,3,4],"leaf_weights":[10,20,30,40],"splits":[
            {"border":0.5,"float_feature_index":0,"split_index":0,"split_type":"FloatFeature"},{"border":1,"float_feature_index":1,"split_index":2,"split_type":"FloatFeature"}]},
          {"leaf_values":[10,20],"leaf_weights":[50,50],"splits":[{"border":2,"float_feature_index":0,"split_index":1,"split_type":"FloatFeature"}]}],
         "scale_and_bias":[2,[0.25]]}
        """;

    private static TreeEnsemble Read(string text) => Assert.IsType<TreeEnsemble>(ModelReader.Read(Encoding.UTF8.GetBytes(text), "model.json"));

    private static string Spoil(string part, string with)
    {
        Assert.Contains(part, Small, StringComparison.Ordinal);
        return Small.Replace(part, with, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5f, 1f, 2 * (1 + 10) + 0.25f)]
    [InlineData(0.75f, 1f, 2 * (2 + 10) + 0.25f)]
    [InlineData(0.5f, 1.5f, 2 * (3 + 10) + 0.25f)]
    [InlineData(2.5f, 1.5f, 2 * (4 + 20) + 0.25f)]
    [InlineData(NaN, 0f, 2 * (2 + 20) + 0.25f)]
    [InlineData(0f, NaN, 2 * (1 + 10) + 0.25f)]
    public void Read_SymmetricTrees_AnswersAreTheBitsOfTheLeaf(float a, float b, float expected)
    {
        TreeEnsemble model = Read(Small);
        Assert.Equal([expected], model.Predict([a, b]));
        Assert.Equal(["a", "b"], model.FeatureNames);
        Assert.Equal(("CatBoost", "Logloss", TreeEnsembleLink.Logistic, 2), (model.Info.Library, model.Objective, model.Link, model.Info.TreesUsed));
        Assert.Empty(model.Info.Notes);
    }

    [Fact]
    public void Read_LeafWeights_AreCovers()
    {
        TreeEnsemble model = Read(Small);
        Assert.True(model.HasCovers);
        // Means: (10 + 40 + 90 + 160) / 100 and 15.
        Assert.Equal(2 * (3 + 15) + 0.25, TreeExplainer.PathDependent(model, new TreeExplainerOptions()).BaseValues[0], 1e-12);
        Assert.False(Read(Spoil("\"leaf_weights\":[50,50],", "")).HasCovers);
    }

    [Fact]
    public void Read_ManyOutputs_LeavesHaveOneValueEach()
    {
        TreeEnsemble model = Read("""
            {"oblivious_trees":[{"leaf_values":[1,2,3,4,5,6],"splits":[{"border":0,"float_feature_index":0,"split_type":"FloatFeature"}]},{"leaf_values":[0.5,0.25,0.125],"splits":null}],
            "scale_and_bias":[1,[10,20,30]],"model_info":{"params":{"loss_function":{"type":"MultiClass"}}},"features_info":{"float_features":[{"feature_index":0,"flat_feature_index":0}]}}
            """);
        Assert.Equal([11.5f, 22.25f, 33.125f, 14.5f, 25.25f, 36.125f], model.Predict([0f, 1f]));
        Assert.Equal(TreeEnsembleLink.Softmax, model.Link);
        Assert.Empty(model.FeatureNames);
    }

    [Theory]
    [InlineData("\"Logloss\"", "\"Mine\"", "Mine, whose link is not known")]
    [InlineData("{\"type\":\"Logloss\"}", "null", "not known")]
    public void Read_ObjectiveWithoutALink_RawValuesAndThatIsSaid(string part, string with, string said)
    {
        TreeEnsemble model = Read(Spoil(part, with));
        Assert.Equal(TreeEnsembleLink.Identity, model.Link);
        Assert.Contains(said, Assert.Single(model.Info.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BiasOfOldFiles_IsANumber() => Assert.Equal([22.5f], Read(Spoil("[2,[0.25]]", "[2,0.5]")).Predict([0f, 0f]));

    [Theory]
    [InlineData("\"features_info\":{", "\"features_info\":{\"categorical_features\":[{\"feature_index\":0}],", "the model has categorical features")]
    [InlineData("\"features_info\":{", "\"features_info\":{\"text_features\":[{\"feature_index\":0}],", "the model has text features")]
    [InlineData("\"split_index\":2,\"split_type\":\"FloatFeature\"", "\"split_type\":\"OneHotFeature\"", "OneHotFeature compares a category")]
    [InlineData("\"split_index\":2,\"split_type\":\"FloatFeature\"", "\"split_type\":\"OnlineCtr\"", "OnlineCtr compares a category")]
    [InlineData("[1,2,3,4]", "[1,2,3]", "3 values for the 4 leaves of 2 splits")]
    [InlineData("\"leaf_values\":[10,20]", "\"leaf_values\":[10,20,30,40]", "a leaf has 2 values, those of the trees before 1")]
    [InlineData("\"float_feature_index\":1", "\"float_feature_index\":2", "numeric feature 2 is compared, but there are 2")]
    [InlineData("\"float_feature_index\":1,", "", "there is no \"float_feature_index\"")]
    [InlineData("\"border\":1,", "\"border\":\"x\",", "a finite number is expected")]
    [InlineData("\"border\":1,", "\"border\":\"1\\u0000\",", "border: the string holds a NUL character")]
    [InlineData("\"AsTrue\"", "\"Sometimes\"", "\"Sometimes\" is not known")]
    [InlineData("\"flat_feature_index\":1,", "\"flat_feature_index\":2,", "2 features stand in 3 columns")]
    [InlineData("\"feature_index\":1,", "\"feature_index\":0,", "features come in order")]
    [InlineData("[2,[0.25]]", "[2,[0.25,1]]", "there are 2 biases for 1 outputs")]
    [InlineData("\"float_features\"", "\"floats\"", "there is no \"float_features\"")]
    [InlineData("\"oblivious_trees\"", "\"trees\"", "not symmetric")]
    public void Read_WhatIsNotUnderstood_IsRefusedByName(string part, string with, string message)
    {
        var e = Assert.Throws<ModelFormatException>(() => ModelReader.Read(Encoding.UTF8.GetBytes(Spoil(part, with)), "model.json"));
        Assert.StartsWith("model.json: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
