using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Xgboost;

/// <summary>One tree of an XGBoost model: arrays by node, a leaf's value standing in <c>split_conditions</c>.</summary>
internal sealed class XgboostTree
{
    private readonly ValueReader _file;
    private int[]? _left, _right, _features, _kinds, _categories, _categoryNodes, _categoryStarts, _categorySizes;
    private float[]? _values, _covers, _baseWeights, _leafWeights;
    private bool[]? _defaultLeft;
    private int? _declaredNodes;
    private int _leafSize = 1;

    private XgboostTree(ValueReader file) => _file = file;

    /// <summary>Reads the object at hand: a tree of the first output, or one for each output where leaves are vectors.</summary>
    public static DecisionTree[] Read(ValueReader file)
    {
        var tree = new XgboostTree(file);
        file.Members(tree.ReadMember);
        return [.. Enumerable.Range(0, tree._leafSize).Select(tree.Build)];
    }

    /// <summary>The complaint about a declared number.</summary>
    public static string Miscounted(int declared, int count) => $"{declared} are declared, but the file holds {count}; save the model again";

    private void ReadMember(string name)
    {
        switch (name)
        {
            case "left_children":
                _left = _file.Integers();
                break;
            case "right_children":
                _right = _file.Integers();
                break;
            case "split_indices":
                _features = _file.Integers();
                break;
            case "split_conditions":
                // Splits by category have no threshold: NaN, or whatever.
                _values = _file.Singles(anyNumber: true);
                break;
            case "base_weights":
                _baseWeights = _file.Singles(anyNumber: true);
                break;
            case "leaf_weights":
                _leafWeights = _file.Singles(anyNumber: true);
                break;
            case "default_left":
                _defaultLeft = _file.Flags();
                break;
            case "sum_hessian":
                _covers = _file.Singles(anyNumber: true);
                break;
            case "split_type":
                _kinds = _file.Integers();
                break;
            case "categories":
                _categories = _file.Integers();
                break;
            case "categories_nodes":
                _categoryNodes = _file.Integers();
                break;
            case "categories_segments":
                _categoryStarts = _file.Integers();
                break;
            case "categories_sizes":
                _categorySizes = _file.Integers();
                break;
            case "tree_param":
                _file.Members(ReadParameter);
                break;
        }
    }

    private void ReadParameter(string name)
    {
        if (name == "num_nodes")
            _declaredNodes = _file.Integer();
        else if (name == "size_leaf_vector")
            _leafSize = Math.Max(1, _file.Integer());
    }

    private DecisionTree Build(int output)
    {
        int[] left = Given(_left, "left_children"), right = Given(_right, "right_children"), features = Given(_features, "split_indices");
        float[] values = Given(_values, "split_conditions");
        bool[] defaultLeft = Given(_defaultLeft, "default_left");
        if (_declaredNodes is { } declared && declared != left.Length)
            throw _file.Fault("tree_param.num_nodes", Miscounted(declared, left.Length));
        foreach (int length in (ReadOnlySpan<int>)[right.Length, features.Length, values.Length, defaultLeft.Length, _covers?.Length ?? left.Length])
        {
            if (length != left.Length)
                throw _file.Fault($"the arrays of the tree differ in length: there are {left.Length} left children, but also an array of {length}; save the model again");
        }

        Dictionary<int, (int Start, int Count)> sets = Sets(left.Length);
        float[] leaves = _leafSize > 1 ? LeafVectors(output, left, right) : values;
        try
        {
            var tree = new DecisionTreeBuilder(left.Length, output);
            for (int i = 0; i < left.Length; i++)
            {
                double cover = _covers is null || !float.IsFinite(_covers[i]) ? double.NaN : _covers[i];
                if (left[i] == -1 && (right[i] == -1 || _leafSize > 1))
                    tree.Leaf(i, leaves[i], cover);
                else if (sets.TryGetValue(i, out (int Start, int Count) set))
                    // A category of the set goes right.
                    tree.SplitCategories(i, features[i], _categories.AsSpan(set.Start, set.Count), right[i], left[i], !defaultLeft[i], cover);
                else
                    tree.Split(i, features[i], SplitComparison.LessThan, values[i], left[i], right[i], defaultLeft[i], cover: cover);
            }

            return tree.Build();
        }
        catch (ArgumentException e)
        {
            throw _file.Fault($"{e.Message}; the file is damaged, save the model again", e);
        }
    }

    /// <summary>What each leaf adds to an output: up to version 3.1 a node's row of <c>base_weights</c>, then the row of <c>leaf_weights</c> that its right child names.</summary>
    private float[] LeafVectors(int output, int[] left, int[] right)
    {
        var leaves = new float[left.Length];
        float[] all = _leafWeights is { Length: > 0 } ? _leafWeights : Given(_baseWeights, "base_weights");
        bool isByLeaf = ReferenceEquals(all, _leafWeights);
        if (!isByLeaf && all.Length != (long)left.Length * _leafSize)
            throw _file.Fault("base_weights", $"there are {all.Length} values for {left.Length} nodes and {_leafSize} outputs");
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != -1)
                continue;
            long row = isByLeaf ? right[i] : i;
            if (row < 0 || (row + 1) * _leafSize > all.Length)
                throw _file.Fault("leaf_weights", $"node {i}: leaf {row} has no {_leafSize} weights");
            leaves[i] = all[row * _leafSize + output];
        }

        return leaves;
    }

    /// <summary>The places of the categories, by node, in the array of all sets.</summary>
    private Dictionary<int, (int Start, int Count)> Sets(int nodeCount)
    {
        var sets = new Dictionary<int, (int Start, int Count)>();
        if (_kinds is null)
            return sets;
        if (_kinds.Length != nodeCount)
            throw _file.Fault("split_type", $"there are {_kinds.Length} entries for {nodeCount} nodes");
        if (_kinds.All(kind => kind == 0))
            return sets;

        int[] all = Given(_categories, "categories"), nodes = Given(_categoryNodes, "categories_nodes");
        int[] starts = Given(_categoryStarts, "categories_segments"), sizes = Given(_categorySizes, "categories_sizes");
        if (starts.Length != nodes.Length || sizes.Length != nodes.Length)
            throw _file.Fault("categories_nodes", $"there are {nodes.Length} nodes, {starts.Length} segments and {sizes.Length} sizes of categories");
        for (int i = 0; i < nodes.Length; i++)
        {
            if (starts[i] < 0 || sizes[i] < 0 || (long)starts[i] + sizes[i] > all.Length)
                throw _file.Fault("categories_segments", $"item {i}: {sizes[i]} categories from {starts[i]} on are not among the {all.Length} there are");
            sets[nodes[i]] = (starts[i], sizes[i]);
        }

        for (int i = 0; i < _kinds.Length; i++)
        {
            if (_kinds[i] is not (0 or 1))
                throw _file.Fault("split_type", $"item {i}: a split of type {_kinds[i]} is not supported");
            if ((_kinds[i] == 1) != sets.ContainsKey(i))
                throw _file.Fault("split_type", $"item {i}: the split is {(_kinds[i] == 1 ? "by category, but has no categories" : "by threshold, but has categories")}");
        }

        return sets;
    }

    private T[] Given<T>(T[]? values, string name) => values ?? throw _file.Missing(name);
}
