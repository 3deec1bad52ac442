using System.Text.Json;

namespace CteFast.Explain.Tests.Models.Trees;

/// <summary>XGBoost's JSON walked node by node, summed in double precision: what the fast code must agree with.</summary>
internal sealed class TreeOracle(JsonElement model, int outputs)
{
    private readonly int[] _outputs = [.. Model(model).GetProperty("tree_info").Flat().Select(value => (int)value)];
    private readonly Tree[] _trees = [.. Model(model).GetProperty("trees").EnumerateArray().Select(tree => new Tree(
        tree.GetProperty("left_children").Flat(), tree.GetProperty("right_children").Flat(), tree.GetProperty("split_indices").Flat(),
        tree.GetProperty("split_conditions").Floats(), tree.GetProperty("default_left").Flat()))];

    public double[] Margins(ReadOnlySpan<float> row, double baseMargin)
    {
        var margins = new double[outputs];
        Array.Fill(margins, baseMargin);
        for (int t = 0; t < _trees.Length; t++)
            margins[_outputs[t]] += _trees[t].Leaf(row);
        return margins;
    }

    private static JsonElement Model(JsonElement root) => root.GetProperty("learner").GetProperty("gradient_booster").GetProperty("model");

    private sealed record Tree(double[] Left, double[] Right, double[] Feature, float[] Value, double[] DefaultLeft)
    {
        public double Leaf(ReadOnlySpan<float> row)
        {
            int node = 0;
            while (Left[node] >= 0)
            {
                float x = row[(int)Feature[node]];
                bool left = float.IsNaN(x) ? DefaultLeft[node] == 1 : x < Value[node];
                node = (int)(left ? Left[node] : Right[node]);
            }

            return Value[node];
        }
    }
}
