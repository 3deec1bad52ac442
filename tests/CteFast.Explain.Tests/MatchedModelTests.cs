using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests;

/// <summary>Models and tables that speak of the same in other columns, names, codes and words.</summary>
public sealed class MatchedModelTests
{
    private static readonly FeatureTable Loans = new(new FeatureSchema(
    [
        new Feature("city", FeatureKind.Categorical, new FeatureLevels(["Berlin", "New York, NY", "Paris"])), new Feature("mean income"), new Feature("owner", FeatureKind.Boolean), new Feature("rooms"), new Feature("id"),
    ]), [0, 10, 1, 2, 7, 1, 20, 0, 3, 8, 2, 30, 1, 2, 9, float.NaN, 40, 0, 4, 10]);

    /// <summary>A model that answers with the sum of its features, each times its number from 1.</summary>
    private static DelegateModel Sum(params string[] names) => new(names.Length, 1, (rows, outputs) =>
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = 0;
            for (int j = 0; j < names.Length; j++) outputs[i] += (j + 1) * rows[i * names.Length + j];
        }
    }, names);

    private static float[] Predict(MatchedModel matched)
    {
        float[] outputs = new float[matched.Table.Count];
        matched.Model.Predict(matched.Table.Rows, outputs);
        return outputs;
    }

    [Theory]
    [InlineData("city_New York, NY", "city_Paris")]
    [InlineData("city=New York, NY", "city=Paris")]
    [InlineData("city_New_York,_NY", "city_Paris")]
    [InlineData("city[T.New York, NY]", "city[T.Paris]")]
    [InlineData("cityNew York, NY", "cityParis")]
    public void Of_ColumnsOfLevels_AreTheirFeature(string newYork, string paris)
    {
        var matched = MatchedModel.Of(Sum("mean income", newYork, "owner", paris), Loans);
        Assert.Equal(["mean income", "city", "owner"], matched.Table.Schema.Select(feature => feature.Name));
        Assert.Equal([10 + 3, 20 + 2, 30 + 3 + 4, 40], Predict(matched));
        Assert.Equal(["Berlin", "New York, NY", "Paris", "missing"], Enumerable.Range(0, 4).Select(row => matched.Table.Text(row, 1)));
        Assert.Contains(matched.Notes, note => note.StartsWith("city: 2 columns of the model", StringComparison.Ordinal));
        Assert.Contains(matched.Notes, note => note.Contains("no column for \"Berlin\" (1 row)", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_ColumnsOfNumbersThatAreLevels_AreTheirFeature()
    {
        var matched = MatchedModel.Of(Sum("rooms_2.0", "rooms_3", "rooms_4"), Loans);
        Assert.Equal([1, 2, 1, 3], Predict(matched));
        Assert.Equal(["2", "3", "2", "4"], Enumerable.Range(0, 4).Select(row => matched.Table.Text(row, 0)));
    }

    [Fact]
    public void Of_AnswerAsYesAlone_IsItsFeature() => Assert.Equal([1, 0, 1, 0], Predict(MatchedModel.Of(Sum("owner_yes"), Loans)));

    [Fact]
    public void Of_GroupOfZeroAndOne_IsOneFeature()
    {
        FeatureTable encoded = new(FeatureSchema.Numeric(["size", "city_Lyon", "city_Paris"]).WithGroups([new FeatureGroup("city", [1, 2])]), [1, 1, 0, 2, 0, 1, 3, 0, 0]);
        var matched = MatchedModel.Of(Sum("city_Paris", "size", "city_Lyon"), encoded);
        Assert.Equal(["city", "size"], matched.Table.Schema.Select(feature => feature.Name));
        Assert.Equal(["Lyon", "Paris", "none of them"], Enumerable.Range(0, 3).Select(row => matched.Table.Text(row, 0)));
        Assert.Equal([2 + 3, 4 + 1, 6], Predict(matched));
        // Values that are not 0 and 1 are no encoding.
        FeatureTable other = new(encoded.Schema, [1, 1, 0, 2, 0, .5f]);
        Assert.Equal(3, MatchedModel.Of(Sum("city_Paris", "size", "city_Lyon"), other).Table.Schema.Count);
    }

    [Theory]
    [InlineData(new[] { "3", "4", "8" }, new[] { 0f, 1, 2 }, false)]
    [InlineData(new[] { "0", "1", "2" }, new[] { 0f, 1, 2 }, true)]
    [InlineData(new[] { "0", "4", "3" }, new[] { float.NaN, 1, 0 }, false)]
    public void Of_CodesInsteadOfLevels_AreSeenAndSaid(string[] cells, float[] expected, bool areCodes)
    {
        TreeEnsemble trees = WithLevels(["3", "4", "8"]);
        FeatureLevels levels = new(cells.Order(StringComparer.Ordinal));
        FeatureTable asTexts = new(new FeatureSchema([new Feature("rooms", FeatureKind.Categorical, levels)]), [.. cells.Select(cell => (float)levels.ToList().IndexOf(cell))]);
        FeatureTable asNumbers = new(FeatureSchema.Numeric(["rooms"]), [.. cells.Select(float.Parse)]);
        foreach (FeatureTable table in (FeatureTable[])[asTexts, asNumbers])
        {
            var matched = MatchedModel.Of(trees, table);
            Assert.Equal(expected, matched.Table.Rows.ToArray());
            Assert.Equal(areCodes, matched.Notes.Any(note => note.Contains("taken for the codes", StringComparison.Ordinal)));
            Assert.Equal(["3", "4", "8"], matched.Table.Schema[0].Levels);
        }
    }

    [Fact]
    public void Of_WhatIsNotThere_IsNamed()
    {
        Assert.Contains("no column \"city_Rome\"", Assert.Throws<ArgumentException>(() => MatchedModel.Of(Sum("mean income", "city_Rome"), Loans)).Message, StringComparison.Ordinal);
        FeatureTable twice = new(FeatureSchema.Numeric(["mean income", "mean_income"]), [1, 2]);
        Assert.Equal([2], Predict(MatchedModel.Of(Sum("mean_income"), twice)));
        FeatureTable alike = new(FeatureSchema.Numeric(["a b_c", "a_b c"]), [1, 2]);
        Assert.Contains("are both called \"a_b_c\"", Assert.Throws<ArgumentException>(() => MatchedModel.Of(Sum("a_b_c"), alike)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_TableOfTexts_ExplainsTheirFeature()
    {
        Explainer explainer = Explainer.Create(Sum("mean income", "city_Paris", "city_Berlin"), Loans, new ExplainOptions { Method = ExplainMethod.Exact });
        Explanation explanation = explainer.Explain(Loans);
        Assert.Equal(["mean income", "city"], explanation.FeatureNames);
        Assert.Equal("Paris", explanation.FeatureText(2, 1));
        // The mean over the rows: 2 and 3 for one row each of four.
        Assert.Equal(2 - 5 / 4.0, explanation.Values(2)[1], 1e-6);
    }

    private static TreeEnsemble WithLevels(string[] levels)
    {
        var builder = new DecisionTreeBuilder(3);
        builder.SplitCategories(0, 0, [1], 1, 2);
        builder.Leaf(1, 1);
        builder.Leaf(2, 2);
        return new TreeEnsemble(1, [builder.Build()], [0], new TreeEnsembleOptions { FeatureNames = ["rooms"], FeatureLevels = [levels] });
    }
}
