using System.Text;
using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Linear;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading.Xgboost;

namespace CteFast.Explain.Tests.Models.Reading;

/// <summary>A feature without a name among others with names, as a table has whose column has an empty header.</summary>
public sealed class FeatureNameTests
{
    [Theory]
    [InlineData("""["","b"]""", "x0 b", "x0")]
    [InlineData("""["a",""]""", "a x1", "x1")]
    [InlineData("""["",""]""", "x0 x1", "x0, x1")]
    [InlineData("""["x1",""]""", "x1 x1_", "x1_")]
    public void Xgboost_EmptyName_IsMadeUpAndSaid(string names, string expected, string said)
    {
        TreeEnsemble model = XgboostModelText.Read(new XgboostModelText { Names = names });
        Assert.Equal(expected.Split(' '), model.FeatureNames);
        Assert.EndsWith($"by number from 0 on: {said}.", Assert.Single(model.Info.Notes), StringComparison.Ordinal);
        // The name is one that a table can have.
        var table = new FeatureTable(FeatureSchema.Numeric(model.FeatureNames), [0, 0, 2, 2]);
        Assert.Equal(expected.Split(' '), Explainer.Create(model, table, new ExplainOptions()).Explain(table).FeatureNames);
    }

    [Fact]
    public void Xgboost_EmptyNameOfLinearModel_IsMadeUpAndSaid()
    {
        byte[] file = new XgboostModelText { Names = """["","b"]""", Booster = "gblinear", MoreOfModel = "\"weights\":[1,2,3]," }.Utf8();
        LinearModel model = Assert.IsType<LinearModel>(ModelReader.Read(file, "model.json"));
        Assert.Equal(["x0", "b"], model.FeatureNames);
        Assert.Single(model.Info.Notes);
    }

    [Fact]
    public void Xgboost_AllNamed_SaysNothing()
    {
        Assert.Empty(XgboostModelText.Read(new XgboostModelText { Names = """["a","b"]""" }).Info.Notes);
        Assert.Empty(XgboostModelText.Read(new XgboostModelText()).Info.Notes);
    }

    [Fact]
    public void Catboost_EmptyName_IsMadeUpAndSaid()
    {
        const string file = """
            {"features_info":{"float_features":[
              {"borders":[0.5],"feature_id":"","feature_index":0,"flat_feature_index":0,"nan_value_treatment":"AsIs"},
              {"borders":[1],"feature_id":"b","feature_index":1,"flat_feature_index":1,"nan_value_treatment":"AsIs"}]},
             "model_info":{"params":{"loss_function":{"type":"RMSE"}}},
             "oblivious_trees":[{"leaf_values":[1,2],"splits":[{"border":0.5,"float_feature_index":0,"split_index":0,"split_type":"FloatFeature"}]}],
             "scale_and_bias":[1,[0]]}
            """;
        TreeEnsemble model = Assert.IsType<TreeEnsemble>(ModelReader.Read(Encoding.UTF8.GetBytes(file), "model.json"));
        Assert.Equal(["x0", "b"], model.FeatureNames);
        Assert.Contains("x0", Assert.Single(model.Info.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Network_EmptyName_IsRefusedByItsPlace()
    {
        const string file = """{"format":"ctefast-mlp/1","features":["a",""],"layers":[{"weights":[[1],[2]],"bias":[0],"activation":"identity"}]}""";
        Assert.Contains("features[1]: the name is empty", Assert.Throws<ModelFormatException>(() => ModelReader.Read(Encoding.UTF8.GetBytes(file), "model.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delegate_EmptyName_IsRefused() =>
        Assert.Contains("Feature 1 has an empty name", Assert.Throws<ArgumentException>(() => new DelegateModel(2, 1, (_, _) => { }, ["a", ""])).Message, StringComparison.Ordinal);
}
