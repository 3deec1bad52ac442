using CteFast.Data;

namespace CteFast.Explain.Models.Trees;

/// <summary>A sum of regression trees, as gradient boosting and forests make them; immutable.</summary>
/// <remarks>
/// The margin of an output is its base margin plus, tree by tree in order, the leaf the row falls in; summed in double precision, or in
/// single where the model's library does so. Tree weights and averages are in the leaves: nothing but this sum is left to do.
/// Missing values are NaN, others at a split's choice. Predicting allocates nothing and is safe from several threads.
/// <para>
/// Every split is <c>x &lt; threshold</c> in single precision, with a default way for NaN; only splits by category, by equality and
/// those that take zero for missing say more. See <see cref="DecisionTreeBuilder"/> for how other comparisons come to that without loss.
/// </para>
/// </remarks>
public sealed partial class TreeEnsemble : ITreeModel
{
    private readonly TreeNode[] _nodes;
    private readonly NodeTraits[] _traits;
    private readonly double[] _leafValues;
    private readonly double[] _covers;
    private readonly SpecialSplit[] _specials;
    private readonly uint[] _categoryWords;
    private readonly int[] _roots;
    private readonly int[] _depths;
    private readonly int[] _outputs;
    private readonly double[] _baseMargins;
    private readonly TreeEnsembleOptions _options;
    private readonly SplitColumns _columns;
    private readonly FullTrees _fullTrees;
    private readonly WorkspacePool<Workspace> _workspaces = new(() => new Workspace());

    TreeEnsemble ITreeModel.Trees => this;

    /// <summary>Makes an ensemble of trees.</summary>
    /// <param name="featureCount">The number of features of a row, d ≥ 1.</param>
    /// <param name="trees">The trees, in the order their leaves are summed.</param>
    /// <param name="baseMargins">What each output starts from, before the link; its length is the number of outputs, k ≥ 1.</param>
    /// <param name="options">The link and other attributes; an identity and sums in double precision when there are none.</param>
    /// <exception cref="ArgumentException">
    /// A tree compares a feature or adds to an output that does not exist, a base margin is not finite, a softmax has one output, a leaf
    /// does not fit into single precision where sums are in single, or a count does not fit.
    /// </exception>
    public TreeEnsemble(int featureCount, IReadOnlyList<DecisionTree> trees, ReadOnlySpan<double> baseMargins, TreeEnsembleOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        ArgumentNullException.ThrowIfNull(trees);
        _options = options ?? new TreeEnsembleOptions();
        TreeEnsembleParts.Check(featureCount, trees, baseMargins, _options);
        FeatureCount = featureCount;
        FeatureNames = ModelBatch.Names(_options.FeatureNames, featureCount);
        Schema = SchemaOf(featureCount, FeatureNames, _options.FeatureLevels);
        _baseMargins = baseMargins.ToArray();
        _roots = new int[trees.Count];
        _depths = new int[trees.Count];
        _outputs = new int[trees.Count];
        int count = trees.Sum(tree => tree.Nodes.Length);
        _nodes = new TreeNode[count];
        _traits = new NodeTraits[count];
        _leafValues = new double[count];
        _covers = new double[count];
        _specials = new SpecialSplit[trees.Sum(tree => tree.Specials.Length)];
        _categoryWords = new uint[trees.Sum(tree => tree.CategoryWords.Length)];

        int root = 0, special = 0, word = 0;
        for (int t = 0; t < trees.Count; t++)
        {
            DecisionTree tree = trees[t];
            for (int i = 0; i < tree.Nodes.Length; i++)
                _nodes[root + i] = tree.Nodes[i].Move(root, special, tree.Traits[i]);
            for (int i = 0; i < tree.Specials.Length; i++)
                _specials[special + i] = tree.Specials[i].Move(word);
            tree.Traits.CopyTo(_traits, root);
            tree.Values.CopyTo(_leafValues, root);
            tree.Covers.CopyTo(_covers, root);
            tree.CategoryWords.CopyTo(_categoryWords, word);
            _roots[t] = root;
            _depths[t] = tree.Depth;
            _outputs[t] = tree.Output;
            root += tree.Nodes.Length;
            special += tree.Specials.Length;
            word += tree.CategoryWords.Length;
        }

        _linearLeaves = Gather(trees, count);
        _doubleSplits = GatherDoubles(trees, count);
        _inDouble = new Lazy<DoubleTrees?>(() => DoubleTrees.Of(this));
        _columns = new SplitColumns(this, Enumerable.Range(0, trees.Count).Where(t => _depths[t] <= FullTrees.MostLevels));
        _fullTrees = new FullTrees(this, _columns);
        HasCovers = count > 0 && !_covers.AsSpan().Contains(double.NaN);
    }

    internal TreeEnsemble(TreeEnsembleParts parts)
        : this(parts.FeatureCount, parts.Trees, parts.BaseMargins, parts.Options)
    {
    }

    /// <inheritdoc/>
    public int FeatureCount { get; }

    /// <inheritdoc/>
    public int OutputCount => _baseMargins.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public FeatureSchema? Schema { get; }

    /// <summary>The number of trees, each of which adds to one output.</summary>
    public int TreeCount => _roots.Length;

    /// <summary>How margins become predictions.</summary>
    public TreeEnsembleLink Link => _options.Link;

    /// <summary>The objective the model was trained for, as its library calls it; empty if that is not known.</summary>
    public string Objective => _options.Objective;

    /// <summary>The levels of the features that are categories, in the order of their codes, null for a number; none if the model knows no levels.</summary>
    public IReadOnlyList<IReadOnlyList<string>?> FeatureLevels => _options.FeatureLevels ?? [];

    /// <summary>What the model's file says about itself, and what reading it assumed or left out.</summary>
    public ModelInfo Info => (_options.Info ?? new ModelInfo { TreesInFile = TreeCount, TreesUsed = TreeCount }) with { Objective = Objective, Link = Link };

    /// <summary>Whether every node says how much of the training data came to it, as path-dependent Shapley values need.</summary>
    public bool HasCovers { get; }

    /// <summary>What <see cref="Predict(ReadOnlySpan{float}, Span{float})"/> gives; margins unless <see cref="WithOutput"/> asked for more.</summary>
    public TreeEnsembleOutput Output { get; private set; }

    /// <summary>A margin or a probability of a classifier, a value of a regression; what is still to go through a link is a margin too.</summary>
    public OutputKind OutputKind => Link.KindOf(Output);

    /// <summary>Whether the outputs are the sums of trees whose leaves are numbers, and nothing is done to them after.</summary>
    internal bool SumsTrees => !HasLinearLeaves && SumsLeaves;

    /// <summary>Whether the outputs are the sums of what leaves add, numbers or linear functions, and nothing is done to them after.</summary>
    internal bool SumsLeaves => Output == TreeEnsembleOutput.Margin || Link == TreeEnsembleLink.Identity;

    /// <summary>The same ensemble with the output asked for; the trees are shared.</summary>
    public TreeEnsemble WithOutput(TreeEnsembleOutput output)
    {
        var copy = (TreeEnsemble)MemberwiseClone();
        copy.Output = output;
        copy._inDouble = new Lazy<DoubleTrees?>(() => InDouble?.WithOutput(output));
        return copy;
    }

    private static FeatureSchema? SchemaOf(int featureCount, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<string>?>? levels)
    {
        if (levels is null) return names.Count == 0 ? null : FeatureSchema.Numeric(names);
        return new FeatureSchema(Enumerable.Range(0, featureCount).Select(j =>
            new Feature(names.Count == 0 ? $"x{j}" : names[j], levels[j] is null ? FeatureKind.Numeric : FeatureKind.Categorical, levels[j] is { } of ? new FeatureLevels(of) : null)));
    }

    /// <summary>The nodes of all trees; those of a tree breadth first from its root.</summary>
    internal ReadOnlySpan<TreeNode> Nodes => _nodes;

    /// <summary>Where missing values go and whether the split is special, by node.</summary>
    internal ReadOnlySpan<NodeTraits> Traits => _traits;

    /// <summary>The leaves' values in full precision, by node; 0 in a split.</summary>
    internal ReadOnlySpan<double> LeafValues => _leafValues;

    /// <summary>How much of the training data came to each node; NaN where that is not known.</summary>
    internal ReadOnlySpan<double> Covers => _covers;

    /// <summary>The special splits, numbered by <see cref="TreeNode.Special"/>. Without any, <c>x &lt; threshold</c> and the default way are all.</summary>
    internal ReadOnlySpan<SpecialSplit> Specials => _specials;

    /// <summary>The bits of all sets of categories.</summary>
    internal ReadOnlySpan<uint> CategoryWords => _categoryWords;

    /// <summary>The node each tree starts from.</summary>
    internal ReadOnlySpan<int> Roots => _roots;

    /// <summary>The comparisons on each tree's longest way.</summary>
    internal ReadOnlySpan<int> Depths => _depths;

    /// <summary>The output each tree adds to.</summary>
    internal ReadOnlySpan<int> TreeOutputs => _outputs;

    /// <summary>What each output starts from.</summary>
    internal ReadOnlySpan<double> BaseMargins => _baseMargins;

    /// <summary>Whether leaves are summed in single precision.</summary>
    internal bool SumsInSingle => _options.SumsInSingle;

    /// <summary>The numbers of a tree's nodes.</summary>
    internal IEnumerable<int> NodesOf(int tree) =>
        Enumerable.Range(_roots[tree], (tree + 1 < _roots.Length ? _roots[tree + 1] : _nodes.Length) - _roots[tree]);

    /// <summary>Whether a value goes left at a split: the definition that every faster way must agree with.</summary>
    internal bool GoesLeft(int node, float value)
    {
        TreeNode at = _nodes[node];
        NodeTraits traits = _traits[node];
        return float.IsNaN(value) ? (traits & NodeTraits.MissingRight) == 0
            : (traits & NodeTraits.Special) == 0 ? value < at.Threshold
            : _specials[at.Special].GoesLeft(value, at.Threshold, _categoryWords);
    }
}
