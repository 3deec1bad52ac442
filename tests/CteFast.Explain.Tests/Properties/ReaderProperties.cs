using System.Globalization;
using System.Text;
using CsCheck;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading;
using CteFast.Tests;

namespace CteFast.Explain.Tests.Properties;

/// <summary>Random models written in a format and read back give their predictions, whatever the reader is told of the format: it knows by the contents.</summary>
public sealed class ReaderProperties
{
    private static readonly Gen<RandomModel> Ensembles =
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 4], Gen.Int[0, 1_000_000], (d, k, seed) => new RandomModel(ModelKind.Trees, d, k, seed));

    /// <summary>XGBoost's JSON and UBJSON: rows at thresholds, and missing values either way, end in the leaf that the format says.</summary>
    [Fact]
    public void Read_XgboostWritten_GivesThePredictions() => Property.Holds(Ensembles, model =>
    {
        byte[] json = Xgboost(model);
        AssertTrees(model, json, "model.json", missing: 0.2);
        AssertTrees(model, UbjsonBytes.Of(json), "model.ubj", missing: 0.2);
    }, LesserMachine.Cases(150));

    /// <summary>LightGBM's text, with splits x &lt;= t and missing values that go their own way.</summary>
    [Fact]
    public void Read_LightGbmWritten_GivesThePredictions() => Property.Holds(Ensembles, model => AssertTrees(model, LightGbm(model), "model.txt", missing: 0.2), LesserMachine.Cases(150));

    /// <summary>The network format: the same bits as the network that was written.</summary>
    [Fact]
    public void Read_NetworkWritten_GivesThePredictions() => Property.Holds(
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 4], Gen.Int[0, 1_000_000], (d, k, seed) => new RandomModel(ModelKind.Network, d, k, seed)), model =>
        {
            NetworkModel network = model.Network();
            float[] rows = RandomTree.Rows(new Random(model.Seed), 20, model.Features);
            IModel read = ModelReader.Read(Network(network), "model.json");
            Assert.Equal((model.Features, model.Outputs), (read.FeatureCount, read.OutputCount));
            Assert.Equal(AxiomProperties.Predict(network, rows), AxiomProperties.Predict(read, rows));
        }, LesserMachine.Cases(150));

    private static void AssertTrees(RandomModel model, byte[] bytes, string name, double missing)
    {
        RandomTree[] trees = model.Trees();
        float[] rows = RandomTree.Rows(new Random(model.Seed + 1), 30, model.Features, missing);
        TreeEnsemble read = ((TreeEnsemble)ModelReader.Read(bytes, name)).WithOutput(TreeEnsembleOutput.Margin);
        Assert.Equal((model.Features, model.Outputs), (read.FeatureCount, read.OutputCount));
        float[] actual = AxiomProperties.Predict(read, rows);
        for (int i = 0; i < 30; i++)
        {
            for (int output = 0; output < model.Outputs; output++)
            {
                // Sums of eighths: exact.
                double expected = trees.Where((_, t) => t % model.Outputs == output).Sum(tree => tree.Leaf(rows.AsSpan(i * model.Features, model.Features)));
                Assert.True(expected == actual[i * model.Outputs + output], $"row {i}, output {output}: {actual[i * model.Outputs + output]}, expected {expected}");
            }
        }
    }

    private static byte[] Xgboost(RandomModel model)
    {
        RandomTree[] trees = model.Trees();
        string text = $$$"""
            {"learner":{"feature_names":[],"gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_trees":"{{{trees.Length}}}"},
             "tree_info":[{{{string.Join(',', trees.Select((_, t) => t % model.Outputs))}}}],
             "trees":[{{{string.Join(",\n", trees.Select(tree => tree.ToXgboost()))}}}]}},
             "objective":{"name":"{{{(model.Outputs == 1 ? "reg:squarederror" : "multi:softprob")}}}"},
             "learner_model_param":{"base_score":"0E0","num_class":"{{{(model.Outputs == 1 ? 0 : model.Outputs)}}}","num_feature":"{{{model.Features}}}"}},"version":[1,7,4]}
            """;
        return Encoding.UTF8.GetBytes(text);
    }

    private static byte[] LightGbm(RandomModel model)
    {
        RandomTree[] trees = model.Trees();
        string[] blocks = [.. trees.Select((tree, t) => tree.ToLightGbm(t))];
        return Encoding.UTF8.GetBytes(string.Join('\n',
        [
            "tree", "version=v4", $"num_class={model.Outputs}", $"num_tree_per_iteration={model.Outputs}", "label_index=0", $"max_feature_idx={model.Features - 1}",
            model.Outputs == 1 ? "objective=regression" : $"objective=multiclass num_class:{model.Outputs}",
            "feature_names=" + string.Join(' ', Enumerable.Range(0, model.Features).Select(j => $"f{j}")),
            "feature_infos=" + string.Join(' ', Enumerable.Repeat("[-1:3]", model.Features)), "tree_sizes=" + string.Join(' ', blocks.Select(block => block.Length)), "",
            .. blocks,
            "end of trees", "",
        ]));
    }

    private static byte[] Network(NetworkModel network)
    {
        string layers = string.Join(',', network.Layers.Select(layer => $$"""
            {"weights":[{{string.Join(',', layer.Weights.ToArray().Chunk(layer.OutputCount).Select(Numbers))}}],"bias":{{Numbers(layer.Bias.ToArray())}},
             "activation":"{{(layer.Activation == NetworkActivation.Relu ? "relu" : "identity")}}"}
            """));
        string names = string.Join(',', Enumerable.Range(0, network.FeatureCount).Select(j => $"\"f{j}\""));
        return Encoding.UTF8.GetBytes($$"""{"format":"ctefast-mlp/1","features":[{{names}}],"layers":[{{layers}}]}""");
    }

    private static string Numbers(float[] values) => $"[{string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";
}
