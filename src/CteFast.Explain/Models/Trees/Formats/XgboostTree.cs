namespace CteFast.Explain.Models.Trees.Formats;

/// <summary>Reads one tree of an XGBoost model: arrays by node, a leaf's value standing in <c>split_conditions</c>.</summary>
internal static class XgboostTree
{
    public static DecisionTree Read(JsonPlace place, int output, float weight)
    {
        JsonPlace parameters = place["tree_param"];
        if (parameters.TryGet("size_leaf_vector", out JsonPlace vector) && vector.Integer() > 1)
            throw vector.Fault("trees with a vector in each leaf are not supported; train with multi_strategy=one_output_per_tree");

        int[] left = place["left_children"].Integers();
        int[] right = place["right_children"].Integers();
        int[] features = place["split_indices"].Integers();
        float[] values = place["split_conditions"].Singles();
        bool[] defaultLeft = place["default_left"].Flags();
        float[]? covers = place.TryGet("sum_hessian", out JsonPlace cover) ? cover.Singles() : null;
        RequireCount(parameters, "num_nodes", left.Length);
        foreach (int length in (ReadOnlySpan<int>)[right.Length, features.Length, values.Length, defaultLeft.Length, covers?.Length ?? left.Length])
        {
            if (length != left.Length)
                throw place.Fault($"the arrays of the tree differ in length: there are {left.Length} left children, but also an array of {length}; save the model again");
        }

        Dictionary<int, Range> sets = ReadCategories(place, left.Length, out int[] categories);
        try
        {
            var tree = new DecisionTreeBuilder(left.Length, output);
            for (int i = 0; i < left.Length; i++)
            {
                double sum = covers is null ? double.NaN : covers[i];
                if (left[i] == -1 && right[i] == -1)
                    tree.Leaf(i, values[i] * weight, sum);
                else if (sets.TryGetValue(i, out Range set))
                    // A category of the set goes right.
                    tree.SplitCategories(i, features[i], categories.AsSpan(set), right[i], left[i], !defaultLeft[i], sum);
                else
                    tree.Split(i, features[i], SplitComparison.LessThan, values[i], left[i], right[i], defaultLeft[i], cover: sum);
            }

            return tree.Build();
        }
        catch (ArgumentException e)
        {
            throw place.Fault($"{e.Message}; the file is damaged, save the model again", e);
        }
    }

    public static void RequireCount(JsonPlace parameters, string name, int count)
    {
        if (parameters.TryGet(name, out JsonPlace declared) && declared.Integer() != count)
            throw declared.Fault($"{declared.Integer()} are declared, but the file holds {count}; save the model again");
    }

    /// <summary>The categories' places, by node, in one array of all sets.</summary>
    private static Dictionary<int, Range> ReadCategories(JsonPlace place, int nodeCount, out int[] categories)
    {
        categories = [];
        var sets = new Dictionary<int, Range>();
        if (!place.TryGet("split_type", out JsonPlace types))
            return sets;
        int[] kinds = types.Integers();
        if (kinds.Length != nodeCount)
            throw types.Fault($"there are {kinds.Length} entries for {nodeCount} nodes");
        if (!kinds.AsSpan().ContainsAnyExcept(0))
            return sets;

        categories = place["categories"].Integers();
        int[] nodes = place["categories_nodes"].Integers();
        int[] starts = place["categories_segments"].Integers();
        int[] sizes = place["categories_sizes"].Integers();
        if (starts.Length != nodes.Length || sizes.Length != nodes.Length)
            throw place["categories_nodes"].Fault($"there are {nodes.Length} nodes, {starts.Length} segments and {sizes.Length} sizes of categories");
        for (int i = 0; i < nodes.Length; i++)
        {
            if (starts[i] < 0 || sizes[i] < 0 || (long)starts[i] + sizes[i] > categories.Length)
                throw place["categories_segments"].Fault($"item {i}: {sizes[i]} categories from {starts[i]} on are not among the {categories.Length} there are");
            sets[nodes[i]] = new Range(starts[i], starts[i] + sizes[i]);
        }

        for (int i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is not (0 or 1))
                throw types.Fault($"item {i}: a split of type {kinds[i]} is not supported");
            if ((kinds[i] == 1) != sets.ContainsKey(i))
                throw types.Fault($"item {i}: the split is {(kinds[i] == 1 ? "by category, but has no categories" : "by threshold, but has categories")}");
        }

        return sets;
    }
}
