using CteFast.Explain.Models.Trees;
using CteFast.MLNet.Columns;
using CteFast.MLNet.Rows;
using Microsoft.ML.Trainers.FastTree;

namespace CteFast.MLNet.Trees;

/// <summary>Turns trees over the slots of a feature column into trees over the raw columns of the table.</summary>
internal sealed class RawTrees
{
    private readonly RawColumns _columns;
    private readonly Slot[] _slots;
    private readonly SlotFunctions _functions;

    private readonly IReadOnlyList<TrainerTrees> _trees;

    private RawTrees(RawColumns columns, Slot[] slots, SlotFunctions functions, IReadOnlyList<TrainerTrees> trees) =>
        (_columns, _slots, _functions, _trees) = (columns, slots, functions, trees);

    /// <summary>Asks the pipeline for all that the trees compare, or says why that cannot be done.</summary>
    /// <param name="columns">The raw columns.</param>
    /// <param name="slots">Where the slots come from.</param>
    /// <param name="pipeline">The pipeline up to the trainer.</param>
    /// <param name="start">A row of the table.</param>
    /// <param name="trees">The trainer's trees, by output.</param>
    /// <param name="reason">Why there are none.</param>
    public static RawTrees? Of(RawColumns columns, Slot[] slots, MappedRow pipeline, ReadOnlySpan<float> start, IReadOnlyList<TrainerTrees> trees, out string reason)
    {
        var compared = new HashSet<(int Slot, float Threshold)>();
        foreach (RegressionTreeBase tree in trees.SelectMany(output => output.Trees))
        {
            for (int node = 0; node < Splits(tree); node++)
            {
                foreach ((int Slot, float Threshold) comparison in Comparisons(tree, node))
                {
                    if ((uint)comparison.Slot >= (uint)slots.Length) throw new InvalidOperationException($"A tree compares slot {comparison.Slot} of {slots.Length}.");
                    if ((reason = Obstacle(columns, slots, comparison.Slot)).Length > 0) return null;
                    _ = compared.Add(comparison);
                }

                if (tree.CategoricalSplitFlags[node] && tree.GetCategoricalSplitFeaturesAt(node) is { Count: > 1 } group
                    && (group.Any(slot => slots[slot].Feature != slots[group[0]].Feature) || columns.Of[slots[group[0]].Feature].CodeCount < 0))
                {
                    reason = "a tree splits by slots of several columns at once";
                    return null;
                }
            }
        }

        var functions = new SlotFunctions(columns, slots, pipeline, start, compared);
        reason = functions.Disorder;
        return reason.Length > 0 ? null : new RawTrees(columns, slots, functions, trees);
    }

    /// <summary>Makes the trees.</summary>
    /// <param name="scales">What leaves are multiplied by, by output.</param>
    public DecisionTree[] Make(double[] scales) => [.. _trees.SelectMany((output, k) => output.Trees.Select(tree => Make(tree, k, scales[k])))];

    private static string Obstacle(RawColumns columns, Slot[] slots, int slot)
    {
        Slot source = slots[slot];
        if (source.Feature < 0) return $"the trainer's slot {slot} comes from several columns at once, through {source.Maker}";
        RawColumn column = columns.Of[source.Feature];
        return column.CodeCount < 0 && !source.IsOrdered ? $"column \"{column.Name}\" comes to the trainer through {source.Maker}, which may reorder numbers; name it in {nameof(MLNetOptions.Levels)} if they are few" : "";
    }

    // A tree of one leaf adds nothing, as in ML.NET.
    private static int Splits(RegressionTreeBase tree) => tree.NumberOfNodes > 0 && tree.LeftChild[0] != 0 ? tree.NumberOfNodes : 0;

    // A split by category asks of each of its slots whether it is positive.
    private static IEnumerable<(int Slot, float Threshold)> Comparisons(RegressionTreeBase tree, int node) => tree.CategoricalSplitFlags[node]
        ? tree.GetCategoricalSplitFeaturesAt(node).Select(slot => (slot, 0f))
        : [(tree.NumericalSplitFeatureIndexes[node], tree.NumericalSplitThresholds[node])];

    private DecisionTree Make(RegressionTreeBase tree, int output, double scale)
    {
        int splits = Splits(tree);
        if (splits == 0)
        {
            var leaf = new DecisionTreeBuilder(1, output);
            leaf.Leaf(0, 0);
            return leaf.Build();
        }

        var builder = new DecisionTreeBuilder(splits + tree.NumberOfLeaves, output);
        for (int i = 0; i < tree.NumberOfLeaves; i++) builder.Leaf(splits + i, scale * tree.LeafValues[i]);
        float[]? missing = TrainerTrees.ValuesForMissing(tree);
        for (int node = 0; node < splits; node++)
        {
            (int Slot, float Threshold)[] comparisons = [.. Comparisons(tree, node)];
            float forMissing = missing?[node] ?? float.NaN;
            int feature = _slots[comparisons[0].Slot].Feature;
            (int less, int greater) = (Child(tree.LeftChild[node], splits), Child(tree.RightChild[node], splits));
            bool missingLess = comparisons.All(comparison => _functions.OfMissing(comparison.Slot) is { } value && IsLess(tree, node, value, comparison.Threshold, forMissing));
            if (_columns.Of[feature].CodeCount >= 0)
            {
                int[] codes = [.. Enumerable.Range(0, _columns.Of[feature].CodeCount)
                    .Where(code => comparisons.All(comparison => IsLess(tree, node, _functions.OfCodes(comparison.Slot)[code], comparison.Threshold, forMissing)))];
                // A bool is compared as the number it is.
                if (_columns.Of[feature] is FlagColumn && codes.Length == 1) builder.Split(node, feature, SplitComparison.LessThan, 0.5, codes[0] == 0 ? less : greater, codes[0] == 0 ? greater : less);
                else builder.SplitCategories(node, feature, codes, less, greater, missingLess);
            }
            else
            {
                builder.Split(node, feature, SplitComparison.LessThanOrEqual, _functions.Last(comparisons[0].Slot, comparisons[0].Threshold), less, greater, missingLess);
            }
        }

        return builder.Build();
    }

    private static bool IsLess(RegressionTreeBase tree, int node, float value, float threshold, float forMissing)
    {
        if (float.IsNaN(value)) value = forMissing;
        return tree.CategoricalSplitFlags[node] ? !(value > threshold) : value <= threshold;
    }

    private static int Child(int child, int splits) => child >= 0 ? child : splits + ~child;
}
