using System.Runtime.CompilerServices;

namespace CteFast.Explain.Models.Trees;

/// <summary>
/// Rows as columns in which every split of an ensemble is <c>column &lt; threshold</c> and nothing else: a feature has a column for
/// splits that send missing values right (NaN as ∞), another for those that send them left (NaN as −∞); a split of another kind
/// has a column of its own, 0 or 1.
/// </summary>
internal sealed class SplitColumns
{
    private readonly TreeEnsemble _model;
    private readonly Source[] _sources;
    private readonly int[] _columns;

    /// <summary>Gives the splits of some trees their columns.</summary>
    public SplitColumns(TreeEnsemble model, IEnumerable<int> trees)
    {
        _model = model;
        _columns = new int[model.Nodes.Length];
        var sources = new List<Source>();
        var places = new Dictionary<Source, int>();
        foreach (int node in trees.SelectMany(model.NodesOf))
        {
            TreeNode at = model.Nodes[node];
            if (at.IsLeaf) continue;
            bool missingRight = (model.Traits[node] & NodeTraits.MissingRight) != 0;
            Source source = HasOwnColumn(node) ? new(at.Feature, 0, node)
                : new(at.Feature, missingRight ? float.PositiveInfinity : float.NegativeInfinity, -1);
            if (!places.TryGetValue(source, out int place))
            {
                places[source] = place = sources.Count;
                sources.Add(source);
            }

            _columns[node] = place;
        }

        _sources = [.. sources];
    }

    /// <summary>The number of columns.</summary>
    public int Count => _sources.Length;

    /// <summary>The column a split compares.</summary>
    public int Column(int node) => _columns[node];

    /// <summary>What the split compares it with.</summary>
    public float Threshold(int node) => HasOwnColumn(node) ? 0.5f : _model.Nodes[node].Threshold;

    /// <summary>Fills the columns of some rows.</summary>
    /// <param name="rows">Row-major rows, n x d.</param>
    /// <param name="columns">Receives the columns; what lies between n and the stride stays.</param>
    /// <param name="stride">The distance of two columns, at least n.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(ReadOnlySpan<float> rows, Span<float> columns, int stride)
    {
        int d = _model.FeatureCount, count = rows.Length / d;
        for (int c = 0; c < _sources.Length; c++)
        {
            Source source = _sources[c];
            Span<float> column = columns.Slice(c * stride, count);
            int at = source.Feature;
            if (source.Node >= 0)
            {
                for (int i = 0; i < column.Length; i++, at += d) column[i] = _model.GoesLeft(source.Node, rows[at]) ? 0f : 1f;
                continue;
            }

            for (int i = 0; i < column.Length; i++, at += d)
            {
                float value = rows[at];
                column[i] = float.IsNaN(value) ? source.Missing : value;
            }
        }
    }

    // Nothing is less than −∞, not even what stands for a missing value that is to go left.
    private bool HasOwnColumn(int node) =>
        (_model.Traits[node] & NodeTraits.Special) != 0
        || (float.IsNegativeInfinity(_model.Nodes[node].Threshold) && (_model.Traits[node] & NodeTraits.MissingRight) == 0);

    private readonly record struct Source(int Feature, float Missing, int Node);
}
