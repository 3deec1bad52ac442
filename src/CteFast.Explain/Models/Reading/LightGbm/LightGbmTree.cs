using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.LightGbm;

/// <summary>Reads one tree of a LightGBM model: arrays by split and by leaf; the child ~j is leaf j.</summary>
internal static class LightGbmTree
{
    private const int IsCategorical = 1, IsDefaultLeft = 2;   // bits of decision_type; the next two say what is missing

    /// <summary>Reads a block, as a tree of the first output.</summary>
    public static DecisionTree Read(LightGbmText.Block block)
    {
        double[] values = block.Doubles("leaf_value");
        int leaves = values.Length, splits = leaves - 1;
        if (leaves < 1 || block.Integer("num_leaves") != leaves)
            throw block.Fault("num_leaves", $"{block.Text("num_leaves")} are declared, but there are {leaves} leaf values");
        double[]? leafCounts = Optional(block, "leaf_count", leaves);
        double[]? splitCounts = leafCounts is null ? null : Optional(block, "internal_count", splits);
        LinearLeaf[]? linear = block.Has("is_linear") && block.Integer("is_linear") != 0 ? LinearLeaves(block, leaves) : null;
        try
        {
            var tree = new DecisionTreeBuilder(splits + leaves);
            for (int j = 0; j < leaves; j++)
            {
                double cover = leafCounts is null ? double.NaN : leafCounts[j];
                if (linear is null)
                    tree.Leaf(splits + j, values[j], cover);
                else
                    tree.Leaf(splits + j, values[j], cover, linear[j]);
            }

            if (splits > 0)
                AddSplits(tree, block, splits, splitCounts);
            return tree.Build();
        }
        catch (ArgumentException e)
        {
            throw block.Fault($"{e.Message}; the file is damaged, save the model again", e);
        }
    }

    /// <summary>The linear functions of the leaves: the features of all stand in one line, their numbers in another.</summary>
    private static LinearLeaf[] LinearLeaves(LightGbmText.Block block, int leaves)
    {
        double[] constants = Sized(block, "leaf_const", block.Doubles("leaf_const"), leaves);
        int[] counts = Sized(block, "num_features", block.Integers("num_features"), leaves);
        long total = counts.Sum(count => count >= 0 ? (long)count : throw block.Fault("num_features", $"{count} is negative"));
        if (total > int.MaxValue)
            throw block.Fault("num_features", $"{total} features are more than the leaves can have");
        int[] features = Sized(block, "leaf_features", block.Integers("leaf_features"), (int)total);
        double[] coefficients = Sized(block, "leaf_coeff", block.Doubles("leaf_coeff"), (int)total);
        var linear = new LinearLeaf[leaves];
        for (int j = 0, first = 0; j < leaves; first += counts[j++])
            linear[j] = new LinearLeaf(constants[j], features[first..(first + counts[j])], coefficients[first..(first + counts[j])]);
        return linear;
    }

    private static void AddSplits(DecisionTreeBuilder tree, LightGbmText.Block block, int count, double[]? covers)
    {
        int[] features = Sized(block, "split_feature", block.Integers("split_feature"), count);
        double[] thresholds = Sized(block, "threshold", block.Doubles("threshold"), count);
        int[] kinds = Sized(block, "decision_type", block.Integers("decision_type"), count);
        int[] left = Sized(block, "left_child", block.Integers("left_child"), count);
        int[] right = Sized(block, "right_child", block.Integers("right_child"), count);
        bool hasCategories = block.Has("num_cat") && block.Integer("num_cat") > 0;
        int[] boundaries = hasCategories ? block.Integers("cat_boundaries") : [];
        uint[] words = hasCategories ? block.Words("cat_threshold") : [];
        for (int i = 0; i < count; i++)
        {
            int l = Child(left[i]), r = Child(right[i]);
            double cover = covers is null ? double.NaN : covers[i];
            if ((kinds[i] & IsCategorical) != 0)
            {
                // What is missing is in no set.
                tree.SplitCategories(i, features[i], Set(thresholds[i]), l, r, missingLeft: false, cover);
                continue;
            }

            MissingValues missing = (kinds[i] >> 2) switch
            {
                0 => MissingValues.None,
                1 => MissingValues.NaNAndZero,
                2 => MissingValues.NaN,
                _ => throw block.Fault("decision_type", $"item {i}: {kinds[i]} is not a kind of decision"),
            };
            // The library reads values as small as this for zero: on which side zero is, all of them are.
            double threshold = FloatThreshold.Round(thresholds[i]);
            bool isBelowZero = threshold is < 0 and >= -SplitRegion.LargestZero;
            if (Math.Abs(threshold) <= SplitRegion.LargestZero)
                threshold = isBelowZero ? -SplitRegion.LargestZero : SplitRegion.LargestZero;
            SplitComparison comparison = isBelowZero ? SplitComparison.LessThan : SplitComparison.LessThanOrEqual;
            bool isDefaultLeft = (kinds[i] & IsDefaultLeft) != 0;
            tree.Split(i, features[i], comparison, threshold, l, r, isDefaultLeft, missing, cover);
            tree.SetDouble(i, DoubleSplit.Of(SplitComparison.LessThanOrEqual, thresholds[i], missing == MissingValues.NaNAndZero ? isDefaultLeft : null));
        }

        int Child(int child) => child >= 0 ? child < count ? child : throw block.Fault($"child {child} is not one of the {count} splits")
            : ~child <= count ? count + ~child : throw block.Fault($"leaf {~child} is not one of the {count + 1} leaves");

        ReadOnlySpan<uint> Set(double index)
        {
            if (!(index >= 0 && index < boundaries.Length - 1 && index == (int)index))
                throw block.Fault("threshold", $"{index} is not one of the {Math.Max(0, boundaries.Length - 1)} sets of categories");
            int first = boundaries[(int)index], end = boundaries[(int)index + 1];
            if (first < 0 || end < first || end > words.Length)
                throw block.Fault("cat_boundaries", $"words {first} to {end} are not among the {words.Length} of cat_threshold");
            return first == end ? new uint[1] : words.AsSpan(first, end - first);
        }
    }

    private static double[]? Optional(LightGbmText.Block block, string name, int count) =>
        block.Has(name) && block.Counts(name) is { Length: > 0 } values ? Sized(block, name, values, count) : null;

    private static T[] Sized<T>(LightGbmText.Block block, string name, T[] values, int count) =>
        values.Length == count ? values : throw block.Fault(name, $"there are {values.Length} values, not {count}");
}
