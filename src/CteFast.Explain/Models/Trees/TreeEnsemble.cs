namespace CteFast.Explain.Models.Trees;

/// <summary>A sum of regression trees, as gradient boosting and forests make them; immutable.</summary>
/// <remarks>
/// The margin of an output is its base margin plus, tree by tree in order and in single precision, the leaf the row falls in:
/// the arithmetic of XGBoost. Missing values are NaN. Predicting allocates nothing and is safe from several threads.
/// </remarks>
public sealed partial class TreeEnsemble : IModel
{
    private readonly TreeNode[] _nodes;
    private readonly byte[] _missingRight;
    private readonly int[] _roots;
    private readonly int[] _depths;
    private readonly int[] _outputs;
    private readonly float[] _baseMargins;

    /// <summary>Makes an ensemble of trees.</summary>
    /// <param name="featureCount">The number of features of a row, d ≥ 1.</param>
    /// <param name="trees">The trees, in the order their leaves are summed.</param>
    /// <param name="baseMargins">What each output starts from, before the link; its length is the number of outputs, k ≥ 1.</param>
    /// <param name="link">How margins become predictions.</param>
    /// <param name="featureNames">One name a feature, or none.</param>
    /// <exception cref="ArgumentException">A tree compares a feature or adds to an output that does not exist, a base margin is not finite, or a count does not fit.</exception>
    public TreeEnsemble(int featureCount, IReadOnlyList<DecisionTree> trees, ReadOnlySpan<float> baseMargins, TreeEnsembleLink link,
        IReadOnlyList<string>? featureNames = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        ArgumentNullException.ThrowIfNull(trees);
        if (baseMargins.IsEmpty)
            throw new ArgumentException("There is no base margin: a model has at least one output.", nameof(baseMargins));
        foreach (float margin in baseMargins)
        {
            if (!float.IsFinite(margin))
                throw new ArgumentException("A base margin is not finite.", nameof(baseMargins));
        }

        FeatureCount = featureCount;
        FeatureNames = ModelBatch.Names(featureNames, featureCount);
        Link = link;
        _baseMargins = baseMargins.ToArray();
        _roots = new int[trees.Count];
        _depths = new int[trees.Count];
        _outputs = new int[trees.Count];
        _nodes = new TreeNode[trees.Sum(tree => tree.Nodes.Length)];
        _missingRight = new byte[_nodes.Length];

        int root = 0;
        for (int t = 0; t < trees.Count; t++)
        {
            DecisionTree tree = trees[t];
            if (tree.Features > featureCount)
                throw new ArgumentException($"Tree {t} compares feature {tree.Features - 1}, but a row has {featureCount} features.", nameof(trees));
            if (tree.Output >= _baseMargins.Length)
                throw new ArgumentException($"Tree {t} adds to output {tree.Output}, but there are {_baseMargins.Length} outputs.", nameof(trees));
            for (int i = 0; i < tree.Nodes.Length; i++)
                _nodes[root + i] = tree.Nodes[i] with { Left = root + tree.Nodes[i].Left };
            tree.MissingRight.CopyTo(_missingRight, root);
            _roots[t] = root;
            _depths[t] = tree.Depth;
            _outputs[t] = tree.Output;
            root += tree.Nodes.Length;
        }
    }

    /// <inheritdoc/>
    public int FeatureCount { get; }

    /// <inheritdoc/>
    public int OutputCount => _baseMargins.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The number of trees.</summary>
    public int TreeCount => _roots.Length;

    /// <summary>How margins become predictions.</summary>
    public TreeEnsembleLink Link { get; }

    /// <summary>What <see cref="Predict"/> gives; margins unless <see cref="WithOutput"/> asked for more.</summary>
    public TreeEnsembleOutput Output { get; private set; }

    /// <summary><c>"margin"</c> or <c>"probability"</c> of a classifier, <c>"value"</c> of a regression; the margin of an exponential link is a <c>"margin"</c> too.</summary>
    public string OutputKind => (Link, Output) switch
    {
        (TreeEnsembleLink.Identity, _) or (TreeEnsembleLink.Exponential, TreeEnsembleOutput.Transformed) => "value",
        (_, TreeEnsembleOutput.Margin) => "margin",
        _ => "probability",
    };

    /// <summary>The same ensemble with the output asked for; the trees are shared.</summary>
    public TreeEnsemble WithOutput(TreeEnsembleOutput output)
    {
        var copy = (TreeEnsemble)MemberwiseClone();
        copy.Output = output;
        return copy;
    }

    internal ReadOnlySpan<TreeNode> Nodes => _nodes;

    /// <summary>The node each tree starts from.</summary>
    internal ReadOnlySpan<int> Roots => _roots;

    /// <summary>The output each tree adds to.</summary>
    internal ReadOnlySpan<int> TreeOutputs => _outputs;

    /// <summary>1 where a missing value goes right, else 0, by node.</summary>
    internal ReadOnlySpan<byte> MissingRight => _missingRight;

    /// <summary>What each output starts from.</summary>
    internal ReadOnlySpan<float> BaseMargins => _baseMargins;
}
