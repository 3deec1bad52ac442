namespace CteFast.Explain.Trees.Planning;

/// <summary>The leaves of a tree that have no table.</summary>
internal sealed class LeavesWithoutTable
{
    private readonly bool[] _leads;

    public LeavesWithoutTable(TreeShape shape, List<int> leaves)
    {
        Shape = shape;
        Leaves = [.. leaves];
        _leads = new bool[shape.Count];
        foreach (int leaf in leaves)
        {
            for (int node = leaf; node >= 0 && !_leads[node]; node = shape.Parent(node)) _leads[node] = true;
        }
    }

    public TreeShape Shape { get; }

    public int[] Leaves { get; }

    /// <summary>Whether such a leaf lies at or below a node.</summary>
    public bool Leads(int node) => _leads[node];
}
