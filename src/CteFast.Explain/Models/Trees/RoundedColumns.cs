namespace CteFast.Explain.Models.Trees;

/// <summary>The columns in which floats cannot say where a model that compares in double precision sends a row: keys near a billion, Unix seconds.</summary>
/// <remarks>
/// A float that no threshold rounds to is on one side of every threshold, as is every double that rounds to it. Named are floats that a threshold does round to, where it lies among
/// whole numbers that floats do not hold, or where floats do not tell it from another threshold; elsewhere such a value is most likely the threshold itself.
/// </remarks>
internal sealed class RoundedColumns
{
    private const double WholeNumbers = 1 << 24;      // floats hold every whole number up to here

    private readonly HashSet<float>[] _inDoubt;

    private RoundedColumns(HashSet<float>[] inDoubt) => _inDoubt = inDoubt;

    /// <summary>Of a model; null if it compares in single precision, or its thresholds are told apart by floats.</summary>
    public static RoundedColumns? Of(IModel model)
    {
        if (model is not ITreeModel { Trees: { ComparesStandIns: false, DoubleSplits.IsEmpty: false } trees })
            return null;
        var inDoubt = new HashSet<float>[trees.FeatureCount];
        var least = new Dictionary<float, double>[trees.FeatureCount];
        for (int j = 0; j < inDoubt.Length; j++) (inDoubt[j], least[j]) = ([], []);
        for (int node = 0; node < trees.Nodes.Length; node++)
        {
            DoubleSplit split = trees.DoubleSplits[node];
            if (trees.Nodes[node].IsLeaf || !split.IsKnown) continue;
            Add(trees.Nodes[node].Feature, split.Below);
            if (!split.HasInterval) continue;
            Add(trees.Nodes[node].Feature, split.Low);
            Add(trees.Nodes[node].Feature, split.High);
        }

        return inDoubt.Any(floats => floats.Count > 0) ? new RoundedColumns(inDoubt) : null;

        void Add(int feature, double threshold)
        {
            if (!double.IsFinite(threshold)) return;
            float from = DoubleTrees.Least(threshold);
            bool isApart = least[feature].TryAdd(from, threshold) || least[feature][from] == threshold;
            if (!isApart) inDoubt[feature].Add((float)least[feature][from]);
            if (!isApart || Math.Abs(threshold) >= WholeNumbers) inDoubt[feature].Add((float)threshold);
        }
    }

    /// <summary>Marks the columns of rows that have such a value.</summary>
    public void Mark(ReadOnlySpan<float> rows, Span<bool> columns)
    {
        for (int j = 0; j < _inDoubt.Length; j++)
        {
            if (_inDoubt[j].Count == 0) continue;
            for (int at = j; at < rows.Length && !columns[j]; at += _inDoubt.Length) columns[j] = _inDoubt[j].Contains(rows[at]);
        }
    }

    /// <summary>What is said of a column.</summary>
    public static string Note(string column) => $"{column}: the model compares it in double precision, and a table of floats holds about 7 digits, so that some of its values may be on the other side of a threshold; "
        + $"give rows of doubles to {nameof(TreeEnsemble)}.{nameof(TreeEnsemble.InDouble)}, and explain its {nameof(DoubleTrees.Trees)}";
}
