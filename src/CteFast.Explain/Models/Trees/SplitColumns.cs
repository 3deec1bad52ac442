using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CteFast.Explain.Models.Trees;

/// <summary>
/// Rows as columns in which every split of an ensemble is <c>column &lt; threshold</c> and nothing else: a feature has a column for
/// splits that send missing values right (NaN as ∞), another for those that send them left (NaN as −∞); a split of another kind
/// has a column, 0 or 1, that it shares with those that ask the same.
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
        var asked = new Dictionary<int, List<int>>();
        foreach (int node in trees.SelectMany(model.NodesOf))
        {
            TreeNode at = model.Nodes[node];
            if (at.IsLeaf) continue;
            bool missingRight = (model.Traits[node] & NodeTraits.MissingRight) != 0;
            Source source = HasOwnColumn(node) ? new(at.Feature, 0, FirstAlike(node, asked))
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

    // The first of the splits that ask the same as this one, by hashes of what they ask.
    private int FirstAlike(int node, Dictionary<int, List<int>> asked)
    {
        var hash = new HashCode();
        hash.Add(_model.Nodes[node].Feature);
        hash.AddBytes(MemoryMarshal.AsBytes(Words(node)));
        ref List<int>? nodes = ref CollectionsMarshal.GetValueRefOrAddDefault(asked, hash.ToHashCode(), out _);
        nodes ??= [];
        int first = nodes.FindIndex(other => AskTheSame(node, other));
        if (first >= 0) return nodes[first];
        nodes.Add(node);
        return node;
    }

    private bool AskTheSame(int node, int other)
    {
        (TreeNode one, TreeNode two) = (_model.Nodes[node], _model.Nodes[other]);
        if (one.Feature != two.Feature || one.Threshold != two.Threshold || _model.Traits[node] != _model.Traits[other]) return false;
        if ((_model.Traits[node] & NodeTraits.Special) == 0) return true;
        (SpecialSplit first, SpecialSplit second) = (_model.Specials[one.Special], _model.Specials[two.Special]);
        return first.Kind == second.Kind && first.Low == second.Low && first.High == second.High && Words(node).SequenceEqual(Words(other));
    }

    private ReadOnlySpan<uint> Words(int node)
    {
        if ((_model.Traits[node] & NodeTraits.Special) == 0) return [];
        SpecialSplit split = _model.Specials[_model.Nodes[node].Special];
        return _model.CategoryWords.Slice(split.FirstWord, split.WordCount);
    }

    private readonly record struct Source(int Feature, float Missing, int Node);
}
