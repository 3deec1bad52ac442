namespace CteFast.Generators.Trees;

/// <summary>
/// Trees filled up to one depth D, so that places take the place of pointers: the children of split i are 2i + 1 and 2i + 2, and after D
/// steps the place tells the leaf. A leaf that comes early is repeated at all places below it.
/// </summary>
internal sealed class FullTreeLayout
{
    private const int MostDepth = 8;
    private const int MostGrowth = 4;      // how many times as many nodes as the model has

    private FullTreeLayout(int depth, int treeCount)
    {
        Depth = depth;
        Splits = (1 << depth) - 1;
        Features = new int[treeCount * Splits];
        Thresholds = new float[treeCount * Splits];
        Leaves = new float[treeCount << depth];
    }

    public int Depth { get; }

    /// <summary>The number of splits of a tree, 2ᴰ − 1.</summary>
    public int Splits { get; }

    public int[] Features { get; }

    public float[] Thresholds { get; }

    public float[] Leaves { get; }

    /// <summary>Null where the trees are too deep or too thin to be filled up, have special splits or linear leaves, or are summed in double precision.</summary>
    public static FullTreeLayout? Of(TreeModel model)
    {
        if (model.Specials.Count > 0 || model.LinearNumbers.Count > 0 || !model.Options.SumsInSingle) return null;
        int depth = model.Depths.Count == 0 ? 0 : model.Depths.Max();
        if (depth is 0 or > MostDepth || (long)model.Sizes.Count << (depth + 1) > (long)MostGrowth * model.Values.Count) return null;
        var layout = new FullTreeLayout(depth, model.Sizes.Count);
        int root = 0;
        for (int t = 0; t < model.Sizes.Count; t++)
        {
            // The left child of the k-th split of a tree, breadth first, is node 2k + 1.
            var lefts = new int[model.Sizes[t]];
            for (int i = 0, splits = 0; i < lefts.Length; i++) lefts[i] = model.Splits[root + i] < 0 ? -1 : 2 * splits++ + 1;
            layout.Fill(model, t, root, lefts, 0, 0);
            root += model.Sizes[t];
        }

        return layout;
    }

    private void Fill(TreeModel model, int tree, int root, int[] lefts, int node, int place)
    {
        if (place >= Splits)
        {
            Leaves[(tree << Depth) + place - Splits] = (float)model.Values[root + node];
            return;
        }

        int at = tree * Splits + place;
        bool isLeaf = lefts[node] < 0;
        Features[at] = isLeaf ? 0 : model.Splits[root + node] >> 2;
        Thresholds[at] = isLeaf ? 0f : (float)model.Values[root + node];
        Fill(model, tree, root, lefts, isLeaf ? node : lefts[node], 2 * place + 1);
        Fill(model, tree, root, lefts, isLeaf ? node : lefts[node] + 1, 2 * place + 2);
    }
}
