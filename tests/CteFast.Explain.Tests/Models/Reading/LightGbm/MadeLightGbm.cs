using System.Globalization;
using System.Text;

namespace CteFast.Explain.Tests.Models.Reading.LightGbm;

/// <summary>
/// A random LightGBM model: its file, written by the format of LightGBM's documentation and source (no LightGBM made it), and its
/// predictions by the rules of <c>Tree::NumericalDecision</c> and <c>Tree::CategoricalDecision</c>, in double precision but for thresholds, which are the nearest floats.
/// </summary>
internal sealed class MadeLightGbm
{
    private const double ZeroThreshold = 1e-35f;
    private static readonly double[] Thresholds = [0, 1.0000000180025095e-35, -1.0000000180025095e-35, 1e300, -1e300, 0.1, 1, -0.5, 1e-40];

    private readonly List<Tree> _trees = [];

    public MadeLightGbm(int seed, int outputs = 1, int iterations = 3, int leaves = 12)
    {
        var random = new Random(seed);
        Outputs = outputs;
        for (int t = 0; t < outputs * iterations; t++)
            _trees.Add(Grow(random, t == 1 ? 1 : random.Next(2, leaves + 1)));
    }

    public const int Features = 5;

    public int Outputs { get; }

    public string Version { get; init; } = "v4";

    public string Objective { get; init; } = "objective=regression";

    public bool IsAverage { get; init; }

    public int Iterations => _trees.Count / Outputs;

    public double[] Margins(ReadOnlySpan<float> row)
    {
        var sums = new double[Outputs];
        for (int t = 0; t < _trees.Count; t++)
            sums[t % Outputs] += _trees[t].Predict(row);
        return [.. sums.Select(sum => sum / (IsAverage ? Iterations : 1))];
    }

    public byte[] Utf8() => Encoding.UTF8.GetBytes(ToText());

    public string ToText()
    {
        var blocks = _trees.Select((tree, t) => tree.ToText(t)).ToArray();
        return string.Join('\n',
        [
            "tree", "version=" + Version, $"num_class={Outputs}", $"num_tree_per_iteration={Outputs}", "label_index=0", $"max_feature_idx={Features - 1}",
            .. Objective.Length > 0 ? new[] { Objective } : [], .. IsAverage ? new[] { "average_output" } : [],
            "feature_names=a b c d e", "feature_infos=[0:1] none [0:1] 0:1:2 [0:1]",
            "tree_sizes=" + string.Join(' ', blocks.Select(block => block.Length)), "",
            .. blocks,
            "end of trees", "", "feature_importances:", "a=3", "", "parameters:", "[boosting: gbdt]", "", "end of parameters", "", "pandas_categorical:null", "",
        ]);
    }

    /// <summary>Rows where the rules differ: zeros of all kinds, missing values, categories that are and are not.</summary>
    public static float[] Rows(int count, int seed)
    {
        float[] special = [0f, -0f, float.NaN, 1e-35f, -1e-35f, 1e-36f, 2e-35f, -2e-35f, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, 3e9f, -1f];
        var random = new Random(seed);
        var rows = new float[count * Features];
        foreach (ref float value in rows.AsSpan())
            value = random.Next(3) switch { 0 => special[random.Next(special.Length)], 1 => random.Next(80), _ => (float)(4 * random.NextDouble() - 2) };
        return rows;
    }

    private static Tree Grow(Random random, int leaves)
    {
        var tree = new Tree(leaves);
        for (int split = 0; split < leaves - 1; split++)
        {
            // As LightGBM grows: a leaf becomes a split; it stays the left leaf and the new one is the right.
            int leaf = random.Next(split + 1);
            if (split > 0)
                tree.Replace(~leaf, split);
            (tree.Left[split], tree.Right[split]) = (~leaf, ~(split + 1));
            tree.Feature[split] = random.Next(Features);
            if (random.Next(4) == 0)
            {
                tree.Threshold[split] = tree.Sets.Count;
                tree.Kind[split] = 1 | random.Next(3) << 2;
                tree.Sets.Add([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (uint)random.NextInt64(1L << 32))]);
            }
            else
            {
                tree.Threshold[split] = random.Next(2) == 0 ? Thresholds[random.Next(Thresholds.Length)] : 4 * random.NextDouble() - 2;
                tree.Kind[split] = random.Next(2) << 1 | random.Next(3) << 2;
            }
        }

        for (int j = 0; j < leaves; j++)
            tree.Leaf[j] = random.NextDouble() - 0.5;
        return tree;
    }

    private sealed class Tree(int leaves)
    {
        public readonly int[] Left = new int[leaves - 1], Right = new int[leaves - 1], Feature = new int[leaves - 1], Kind = new int[leaves - 1];
        public readonly double[] Threshold = new double[leaves - 1], Leaf = new double[leaves];
        public readonly List<uint[]> Sets = [];

        public void Replace(int child, int by)
        {
            foreach (int[] children in new[] { Left, Right })
            {
                int at = Array.IndexOf(children, child, 0, by);
                if (at >= 0)
                    children[at] = by;
            }
        }

        public double Predict(ReadOnlySpan<float> row)
        {
            int node = leaves > 1 ? 0 : ~0;
            while (node >= 0)
                node = ((Kind[node] & 1) != 0 ? CategoricalDecision(row[Feature[node]], node) : NumericalDecision(row[Feature[node]], node)) ? Left[node] : Right[node];
            return Leaf[~node];
        }

        private bool NumericalDecision(double value, int node)
        {
            int missing = Kind[node] >> 2;
            // As the library reads a row: values as small as this are zero.
            if (Math.Abs(value) <= ZeroThreshold)
                value = 0;
            if (double.IsNaN(value) && missing != 2)
                value = 0;
            if (missing == 1 && value >= -ZeroThreshold && value <= ZeroThreshold || missing == 2 && double.IsNaN(value))
                return (Kind[node] & 2) != 0;
            // The rows are floats: a threshold is met by those that a decimal equal to it rounds to.
            float nearest = (float)Threshold[node];
            return value <= (float.IsFinite(nearest) && nearest != 0f ? nearest : Threshold[node]);
        }

        private bool CategoricalDecision(double value, int node)
        {
            if (double.IsNaN(value) || value <= -1 || value > int.MaxValue)
                return false;
            int category = (int)value;
            uint[] set = Sets[(int)Threshold[node]];
            return category / 32 < set.Length && (set[category / 32] >> category % 32 & 1) != 0;
        }

        public string ToText(int number)
        {
            static string Join<T>(string name, IEnumerable<T> values) => $"{name}={string.Join(' ', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))}";
            List<int> boundaries = [0];
            foreach (uint[] set in Sets)
                boundaries.Add(boundaries[^1] + set.Length);
            return string.Join('\n',
            [
                $"Tree={number}", $"num_leaves={leaves}", $"num_cat={Sets.Count}", Join("split_feature", Feature), Join("split_gain", Feature),
                Join("threshold", Threshold), Join("decision_type", Kind), Join("left_child", Left), Join("right_child", Right),
                Join("leaf_value", Leaf), Join("leaf_weight", Leaf.Select(_ => 1)), Join("leaf_count", Enumerable.Range(1, leaves)),
                Join("internal_value", Feature), Join("internal_weight", Feature), Join("internal_count", Enumerable.Range(100, leaves - 1)),
                .. Sets.Count > 0 ? new[] { Join("cat_boundaries", boundaries), Join("cat_threshold", Sets.SelectMany(set => set)) } : [],
                "is_linear=0", "shrinkage=0.1", "", "",
            ]);
        }
    }
}
