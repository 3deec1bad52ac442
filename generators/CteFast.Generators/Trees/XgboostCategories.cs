using System.Linq;

namespace CteFast.Generators.Trees;

/// <summary>Reads the sets of categories of an XGBoost tree.</summary>
internal static class XgboostCategories
{
    private const int MostCategories = 1 << 24;      // beyond, neighbouring floats are more than one apart
    private const int MostWords = 1 << 24;           // of 32 categories, in all sets: 64 MB

    /// <summary>The categories of each node, null where it is no split by category.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="nodeCount">The number of its nodes.</param>
    /// <param name="words">The words that the sets of the model take as bits, added to.</param>
    public static int[]?[] Read(JsonValue tree, int nodeCount, ref long words)
    {
        var sets = new int[]?[nodeCount];
        if (tree.TryGet("split_type") is not { } types) return sets;
        int[] kinds = types.Array(value => value.Integer);
        if (kinds.Length != nodeCount) throw types.Fault($"there are {kinds.Length} entries for {nodeCount} nodes");
        if (kinds.All(kind => kind == 0)) return sets;

        int[] all = tree["categories"].Array(value => value.Integer), nodes = tree["categories_nodes"].Array(value => value.Integer);
        int[] starts = tree["categories_segments"].Array(value => value.Integer), sizes = tree["categories_sizes"].Array(value => value.Integer);
        if (starts.Length != nodes.Length || sizes.Length != nodes.Length)
            throw tree["categories_nodes"].Fault($"there are {nodes.Length} nodes, {starts.Length} segments and {sizes.Length} sizes of categories");
        for (int i = 0; i < nodes.Length; i++)
        {
            if (starts[i] < 0 || sizes[i] < 0 || (long)starts[i] + sizes[i] > all.Length)
                throw tree["categories_segments"].Fault($"item {i}: {sizes[i]} categories from {starts[i]} on are not among the {all.Length} there are");
            if ((uint)nodes[i] >= (uint)nodeCount) throw tree["categories_nodes"].Fault($"item {i}: {nodes[i]} is not one of the {nodeCount} nodes");
            sets[nodes[i]] = all.Skip(starts[i]).Take(sizes[i]).ToArray();
        }

        for (int i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is not (0 or 1)) throw types.Fault($"item {i}: a split of type {kinds[i]} is not supported");
            if ((kinds[i] == 1) != (sets[i] is not null)) throw types.Fault($"item {i}: the split is {(kinds[i] == 1 ? "by category, but has no categories" : "by threshold, but has categories")}");
            if (sets[i] is not { } set) continue;
            foreach (int category in set)
            {
                if (category is < 0 or >= MostCategories) throw tree["categories"].Fault($"category {category} is not one of 0 to {MostCategories - 1}");
            }

            words += (set.Length == 0 ? 0 : set.Max()) / 32 + 1;
            if (words > MostWords) throw tree["categories"].Fault("the sets of categories are too large; code the categories from 0 on without gaps");
        }

        return sets;
    }
}
