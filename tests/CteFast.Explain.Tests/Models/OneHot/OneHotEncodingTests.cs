using CsCheck;
using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Models.OneHot;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Models.OneHot;

/// <summary>A model of columns of 0 and 1 is the model of their features: the same predictions, and the values of the columns as a group.</summary>
public sealed class OneHotEncodingTests
{
    // size, then a column for each of three cities in another order with age between, and yes alone of an answer.
    private static readonly FeatureSchema Columns = FeatureSchema.Numeric(["size", "city_Paris", "age", "city_Lyon", "city_Nice", "owner_yes"]);

    private static readonly OneHotEncoding Encoding = new(Columns,
    [
        new OneHotFeature("city", new FeatureLevels(["Lyon", "Nice", "Paris"]), [3, 4, 1]),
        new OneHotFeature("owner", FeatureLevels.NoYes, [-1, 5]),
    ]);

    private static readonly Gen<float> Number = Gen.Int[-4, 4].Select(i => i / 2f);
    private static readonly Gen<float[]> Rows = Gen.Select(Number, Gen.Int[-1, 2], Number, Gen.Int[-1, 1])
        .Select((size, city, age, owner) => new[] { size, city < 0 ? float.NaN : city, city == 1 ? float.NaN : age, owner < 0 ? float.NaN : owner }).Array[12].Select(rows => rows.SelectMany(row => row).ToArray());

    private static readonly Gen<(int Feature, float Threshold, bool MissingLeft)[]> Splits = Gen.Select(Gen.Int[0, 5], Gen.OneOf(-.5f, 0f, .25f, .5f, 1f, 1.5f), Gen.Bool).Array[14];

    [Fact]
    public void Schema_HasTheFeaturesWhereTheirFirstColumnsStood()
        => Assert.Equal(["size", "city", "age", "owner"], Encoding.Schema.Select(feature => feature.Name));

    [Fact]
    public void Decode_Trees_PredictWhatTheColumnsDo() => Gen.Select(Rows, Splits).Sample((rows, splits) =>
    {
        TreeEnsemble trees = Trees(splits);
        TreeEnsemble decoded = Assert.IsType<TreeEnsemble>(Encoding.Decode(trees));
        Assert.Equal(Predict(trees, Encode(rows)), Predict(decoded, rows));
        Assert.Equal(Predict(trees, Encode(rows)), Predict(new OneHotModel(trees, Encoding), rows));
        Assert.Equal(Predict(trees.WithOutput(TreeEnsembleOutput.Transformed), Encode(rows)), Predict((TreeEnsemble)Encoding.Decode(trees.WithOutput(TreeEnsembleOutput.Transformed)), rows));
        return true;
    }, iter: 200);

    [Fact]
    public void Decode_Trees_HaveTheValuesOfTheGroups() => Gen.Select(Rows, Splits).Sample((rows, splits) =>
    {
        TreeEnsemble trees = Trees(splits);
        FeatureGroup[] groups = [new("city", [1, 3, 4]), new("owner", [5])];
        Explanation grouped = new TreeExplainer(trees, Background.Of(Encode(rows), 6), new TreeExplainerOptions { Groups = groups }).Explain(Encode(rows));
        Explanation decoded = new TreeExplainer((TreeEnsemble)Encoding.Decode(trees), Background.Of(rows, 4), new TreeExplainerOptions()).Explain(rows);
        Assert.Equal(grouped.FeatureNames, decoded.FeatureNames);
        for (int row = 0; row < 12; row++)
        {
            for (int j = 0; j < 4; j++) Assert.Equal(grouped.Values(row)[j], decoded.Values(row)[j], 1e-6);
        }

        return true;
    }, iter: 60);

    [Fact]
    public void Decode_Covers_PathDependentValuesAreThoseOfTheGroups()
    {
        TreeEnsemble trees = Trees([(1, .5f, true), (0, .25f, false), (4, .5f, true), (5, .5f, true), (2, .5f, false), (3, .5f, false), (0, 1f, true), .. Enumerable.Repeat((0, 0f, true), 7)]);
        float[] row = [.5f, 1, -1, 1];
        var grouped = TreeExplainer.PathDependent(trees, new TreeExplainerOptions { Groups = [new("city", [1, 3, 4])] });
        var decoded = TreeExplainer.PathDependent((TreeEnsemble)Encoding.Decode(trees), new TreeExplainerOptions());
        Assert.Equal(grouped.Explain(Encode(row)).Values(0).ToArray(), decoded.Explain(row).Values(0).ToArray(), (x, y) => Math.Abs(x - y) < 1e-9);
    }

    [Fact]
    public void Decode_Table_UndoesTheEncoding()
    {
        float[] rows = [1, 0, 2, 1, 3, 2, 4, 0];
        FeatureTable table = Encoding.Decode(new FeatureTable(Columns, Encode(rows)));
        Assert.Equal(rows, table.Rows.ToArray());
        Assert.Equal(("Lyon", "yes", "Paris", "no"), (table.Text(0, 1), table.Text(0, 3), table.Text(1, 1), table.Text(1, 3)));
        Assert.True(float.IsNaN(Encoding.Decode(new FeatureTable(Columns, [1, 0, 0, 0, 0, 1]))[0][1]));
        Assert.Contains("at most one of them is 1", Assert.Throws<ArgumentException>(() => Encoding.Decode(new FeatureTable(Columns, [1, 1, 0, 1, 0, 1]))).Message, StringComparison.Ordinal);
        Assert.Contains("at most one of them is 1", Assert.Throws<ArgumentException>(() => Encoding.Decode(new FeatureTable(Columns, [1, .5f, 0, 0, 0, 1]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WhatDoesNotFit_IsNamed()
    {
        FeatureLevels levels = new(["a", "b"]);
        Throws("belongs to two levels", [new OneHotFeature("x", levels, [1, 1])]);
        Throws("has 2 levels, and columns for 1", [new OneHotFeature("x", levels, [1])]);
        Throws("there is no column 9", [new OneHotFeature("x", levels, [1, 9])]);
        Throws("has no column", [new OneHotFeature("x", levels, [-1, -1])]);
        Throws("Two features are called", [new OneHotFeature("size", levels, [1, 2])]);

        static void Throws(string what, OneHotFeature[] features) => Assert.Contains(what, Assert.Throws<ArgumentException>(() => new OneHotEncoding(Columns, features)).Message, StringComparison.Ordinal);
    }

    private static float[] Encode(float[] rows)
    {
        float[] columns = new float[rows.Length / 4 * 6];
        for (int i = 0; i < rows.Length / 4; i++)
        {
            (float size, float city, float age, float owner) = (rows[4 * i], rows[4 * i + 1], rows[4 * i + 2], rows[4 * i + 3]);
            float[] row = [size, city == 2 ? 1 : 0, age, city == 0 ? 1 : 0, city == 1 ? 1 : 0, owner == 1 ? 1 : 0];
            row.CopyTo(columns, 6 * i);
        }

        return columns;
    }

    /// <summary>Two full trees of three levels.</summary>
    private static TreeEnsemble Trees((int Feature, float Threshold, bool MissingLeft)[] splits)
    {
        DecisionTree[] trees = [.. Enumerable.Range(0, 2).Select(t =>
        {
            var builder = new DecisionTreeBuilder(15);
            for (int node = 0; node < 7; node++)
            {
                (int feature, float threshold, bool missingLeft) = splits[7 * t + node];
                builder.Split(node, feature, node % 2 == 0 ? SplitComparison.LessThan : SplitComparison.GreaterThanOrEqual, threshold, 2 * node + 1, 2 * node + 2, missingLeft, cover: 64 >> (int)Math.Log2(node + 1));
            }

            for (int leaf = 7; leaf < 15; leaf++) builder.Leaf(leaf, leaf * leaf % 11 - 3, 8);
            return builder.Build();
        })];
        return new TreeEnsemble(6, trees, [.5], new TreeEnsembleOptions { Link = TreeEnsembleLink.Logistic, FeatureNames = [.. Columns.Select(feature => feature.Name)] });
    }

    private static float[] Predict(IModel model, float[] rows)
    {
        float[] outputs = new float[rows.Length / model.FeatureCount];
        model.Predict(rows, outputs);
        return outputs;
    }
}
