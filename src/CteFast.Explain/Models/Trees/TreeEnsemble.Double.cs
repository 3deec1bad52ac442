using System.Buffers;

namespace CteFast.Explain.Models.Trees;

public sealed partial class TreeEnsemble
{
    private readonly DoubleSplit[]? _doubleSplits;
    private Lazy<DoubleTrees?> _inDouble;

    /// <summary>The trees for rows in double precision; null for a model that compares in single precision, as XGBoost and CatBoost do.</summary>
    /// <remarks>LightGBM compares in double precision, and ONNX models with such inputs. Rows of decimal numbers of a few digits need nothing of this.</remarks>
    public DoubleTrees? InDouble => _inDouble.Value;

    /// <summary>Predicts rows in double precision: exactly as the model compares them, in single precision where it does that.</summary>
    /// <param name="rows">Row-major features, rows x d; NaN means missing.</param>
    /// <param name="outputs">Row-major outputs, rows x k, all written.</param>
    /// <exception cref="ArgumentException">The spans do not fit the model: rows x d in, rows x k out.</exception>
    public void Predict(ReadOnlySpan<double> rows, Span<float> outputs)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(rows.Length);
        Span<float> singles = rented.AsSpan(0, rows.Length);
        try
        {
            if (InDouble is { } exact)
            {
                exact.ToSingle(rows, singles);
                exact.Trees.Predict(singles, outputs);
                return;
            }

            for (int i = 0; i < rows.Length; i++) singles[i] = (float)rows[i];
            Predict(singles, outputs);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <summary>Whether these are the trees of a <see cref="DoubleTrees"/>, which compare floats that stand for doubles.</summary>
    internal bool ComparesStandIns { get; private init; }

    /// <summary>What splits ask of rows in double precision, by node; none where the model compares in single precision.</summary>
    internal ReadOnlySpan<DoubleSplit> DoubleSplits => _doubleSplits;

    /// <summary>Whether a split asks for a category of a set, or a member.</summary>
    internal bool IsCategorySplit(int node) => (_traits[node] & NodeTraits.Special) != 0 && _specials[_nodes[node].Special].Kind != SpecialKind.Interval;

    /// <summary>The same trees with other thresholds, to which rows in double precision come by the same floats.</summary>
    internal TreeEnsemble WithSplits(DoubleTrees thresholds)
    {
        var trees = new DecisionTree[TreeCount];
        for (int t = 0; t < trees.Length; t++)
        {
            int root = _roots[t];
            var builder = new DecisionTreeBuilder(NodesOf(t).Count(), _outputs[t]);
            foreach (int node in NodesOf(t))
            {
                TreeNode at = _nodes[node];
                int i = node - root, left = at.Left - root;
                bool missingLeft = (_traits[node] & NodeTraits.MissingRight) == 0;
                if (at.IsLeaf && LinearLeafOf(node) is { } linear)
                    builder.Leaf(i, _leafValues[node], _covers[node], linear);
                else if (at.IsLeaf)
                    builder.Leaf(i, _leafValues[node], _covers[node]);
                else if (!_doubleSplits![node].IsKnown)
                    builder.SplitAs(i, at.Feature, at.Threshold, (_traits[node] & NodeTraits.Special) != 0 ? _specials[at.Special] : null, _categoryWords, left, left + 1, missingLeft, _covers[node]);
                else
                    SetSplit(builder, i, at.Feature, _doubleSplits[node], left, missingLeft, _covers[node]);
            }

            trees[t] = builder.Build();
        }

        return new TreeEnsemble(FeatureCount, trees, _baseMargins, _options) { ComparesStandIns = true, _inDouble = new Lazy<DoubleTrees?>(thresholds) };

        void SetSplit(DecisionTreeBuilder builder, int i, int feature, DoubleSplit split, int left, bool missingLeft, double cover)
        {
            float below = thresholds.Threshold(feature, split.Below);
            if (!split.HasInterval)
            {
                builder.Split(i, feature, SplitComparison.LessThan, below, left, left + 1, missingLeft, cover: cover);
                return;
            }

            var interval = SpecialSplit.Interval(thresholds.Threshold(feature, split.Low), thresholds.Threshold(feature, split.High));
            builder.SplitAs(i, feature, below, interval, [], left, left + 1, missingLeft, cover);
        }
    }

    /// <summary>What splits ask by node, or null where a tree does not say.</summary>
    private static DoubleSplit[]? GatherDoubles(IReadOnlyList<DecisionTree> trees, int count)
    {
        if (trees.All(tree => tree.DoubleSplits.Length == 0))
            return null;
        var all = new DoubleSplit[count];
        Array.Fill(all, DoubleSplit.Unknown);
        int root = 0;
        foreach (DecisionTree tree in trees)
        {
            tree.DoubleSplits.CopyTo(all, root);
            root += tree.NodeCount;
        }

        return all;
    }
}
