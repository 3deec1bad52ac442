using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace CteFast.Explain.Tests.Fixtures;

/// <summary>
/// Exact Shapley values of the margin of an XGBoost model with one output: tree by tree and background row by background row, in
/// double precision, straight from the JSON.
/// </summary>
/// <remarks>
/// For a pair (x, z) every leaf that some hybrid of the two reaches needs a features to be x's and b to be z's. In the game
/// "all of a, none of b" each of the a is worth (a − 1)! b! / (a + b)! and each of the b −a! (b − 1)! / (a + b)!.
/// </remarks>
internal sealed class TreeShapleyOracle
{
    /// <summary>The most features.</summary>
    public const int MaxFeatures = 32;

    private readonly Tree[] _trees;
    private readonly double[] _weights = new double[(MaxFeatures + 1) * (MaxFeatures + 1)];   // (a − 1)! b! / (a + b)! at a, b

    public TreeShapleyOracle(JsonElement model)
    {
        JsonElement learner = model.GetProperty("learner");
        FeatureCount = int.Parse(learner.GetProperty("learner_model_param").GetProperty("num_feature").GetString()!, CultureInfo.InvariantCulture);
        if (FeatureCount > MaxFeatures) throw new ArgumentException($"{FeatureCount} features are more than {MaxFeatures}.", nameof(model));
        _trees = [.. learner.GetProperty("gradient_booster").GetProperty("model").GetProperty("trees").EnumerateArray().Select(tree => new Tree(
            Integers(tree.GetProperty("left_children")), Integers(tree.GetProperty("right_children")), Integers(tree.GetProperty("split_indices")),
            [.. tree.GetProperty("split_conditions").EnumerateArray().Select(value => value.GetSingle())]))];

        for (int a = 1; a <= MaxFeatures; a++)
        {
            double weight = 1.0 / a;      // b = 0
            for (int b = 0; a + b <= MaxFeatures; b++)
            {
                _weights[a * (MaxFeatures + 1) + b] = weight;
                weight *= (b + 1.0) / (a + b + 1);
            }
        }
    }

    public int FeatureCount { get; }

    /// <summary>The Shapley values of a row against all rows of a background.</summary>
    public double[] Explain(ReadOnlySpan<float> row, ReadOnlySpan<float> background)
    {
        int count = background.Length / FeatureCount;
        double[] values = new double[FeatureCount];
        foreach (Tree tree in _trees)
        {
            for (int i = 0; i < count; i++) Visit(tree, 0, row, background.Slice(i * FeatureCount, FeatureCount), 0, 0, values);
        }

        return [.. values.Select(value => value / count)];
    }

    private void Visit(Tree tree, int node, ReadOnlySpan<float> x, ReadOnlySpan<float> z, uint ofX, uint ofZ, Span<double> values)
    {
        while (tree.Left[node] >= 0)
        {
            int withX = tree.Next(node, x), withZ = tree.Next(node, z);
            uint feature = 1u << tree.Features[node];
            if (withX == withZ || (ofX & feature) != 0)
            {
                node = withX;
            }
            else if ((ofZ & feature) != 0)
            {
                node = withZ;
            }
            else
            {
                Visit(tree, withX, x, z, ofX | feature, ofZ, values);
                ofZ |= feature;
                node = withZ;
            }
        }

        int a = BitOperations.PopCount(ofX), b = BitOperations.PopCount(ofZ);
        double leaf = tree.Values[node];
        for (uint rest = ofX; rest != 0; rest &= rest - 1) values[BitOperations.TrailingZeroCount(rest)] += leaf * _weights[a * (MaxFeatures + 1) + b];
        for (uint rest = ofZ; rest != 0; rest &= rest - 1) values[BitOperations.TrailingZeroCount(rest)] -= leaf * _weights[b * (MaxFeatures + 1) + a];
    }

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt32())];

    private sealed record Tree(int[] Left, int[] Right, int[] Features, float[] Values)
    {
        public int Next(int node, ReadOnlySpan<float> row) => row[Features[node]] < Values[node] ? Left[node] : Right[node];
    }
}
