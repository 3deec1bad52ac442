using CteFast.Explain.Tests.Models.Reading.Onnx;

namespace CteFast.OnnxRuntime.Tests;

/// <summary>Graphs of random numbers.</summary>
internal static class MadeGraphs
{
    public static float[] Numbers(int count, int seed, float size = 1f)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => size * (random.NextSingle() * 2 - 1))];
    }

    /// <summary>A network that our reader does not take for one: LeakyRelu is among it.</summary>
    public static OnnxGraphBytes Session(int columns, int hidden, int outputs, string last = "Sigmoid") => new OnnxGraphBytes()
        .Matrix("w1", hidden, Numbers(columns * hidden, 1)).Constant("b1", Numbers(hidden, 2)).Matrix("w2", outputs, Numbers(hidden * outputs, 3)).Constant("b2", Numbers(outputs, 4))
        .Operator("Gemm", ["x", "w1", "b1"], "h").Operator("LeakyRelu", ["h"], "r").Operator("Gemm", ["r", "w2", "b2"], "m").Operator(last, ["m"], "y");

    /// <summary>Such a network with a matrix of floats as its input and one output.</summary>
    public static byte[] OfMatrix(int columns = 7, int hidden = 33, int outputs = 3) => Session(columns, hidden, outputs).Input("x", columns).Output("y").ToArray();

    /// <summary>Stumps whose leaves are no round numbers: their sum has other bits in another order.</summary>
    public static byte[] Stumps(int trees, int columns)
    {
        int[] nodes = [.. Enumerable.Range(0, 3 * trees)], leaves = [.. Enumerable.Range(0, 2 * trees)];
        float[] thresholds = Numbers(trees, 5);
        return new OnnxGraphBytes().Input("x", columns).Operator("TreeEnsembleRegressor", ["x"], "y", ("nodes_nodeids", nodes.Select(i => i % 3).ToArray()), ("nodes_treeids", nodes.Select(i => i / 3).ToArray()),
            ("nodes_featureids", nodes.Select(i => i / 3 % columns).ToArray()), ("nodes_truenodeids", nodes.Select(i => i % 3 == 0 ? 1 : 0).ToArray()),
            ("nodes_falsenodeids", nodes.Select(i => i % 3 == 0 ? 2 : 0).ToArray()), ("nodes_modes", nodes.Select(i => i % 3 == 0 ? "BRANCH_LEQ" : "LEAF").ToArray()),
            ("nodes_values", nodes.Select(i => thresholds[i / 3]).ToArray()), ("target_treeids", leaves.Select(i => i / 2).ToArray()), ("target_nodeids", leaves.Select(i => 1 + i % 2).ToArray()),
            ("target_ids", leaves.Select(_ => 0).ToArray()), ("target_weights", Numbers(2 * trees, 6)), ("n_targets", 1)).Output("y").ToArray();
    }
}
