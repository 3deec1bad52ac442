namespace CteFast.Explain.Models.Trees;

/// <summary>The trees of a model that compares in double precision, for rows in double precision: keys near a billion, Unix seconds.</summary>
/// <remarks>
/// A tree compares a feature with some thresholds and looks at nothing else of it. So every row in double precision has a row of floats that
/// goes the same way everywhere: <see cref="ToSingle(ReadOnlySpan{double}, Span{float})"/> gives it, and <see cref="Trees"/> compares it. The floats are the nearest ones wherever these keep every
/// comparison; where thresholds lie closer than floats do, they are moved apart (<see cref="IsMoved"/>), and floats between them stand for values between them.
/// <example>
/// Exact values of rows in double precision:
/// <code>
/// DoubleTrees exact = model.InDouble!;
/// Explainer explainer = Explainer.Create(exact.Trees, exact.ToSingle(data), new ExplainOptions());
/// Explanation explanation = explainer.Explain(exact.ToSingle(rows));
/// </code>
/// </example>
/// </remarks>
public sealed class DoubleTrees
{
    private readonly double[][] _thresholds;     // of each feature, ascending
    private readonly int[][] _floats;            // what stands for each, strictly ascending, as ordered integers
    private readonly bool[] _isCategory, _isMoved;

    private DoubleTrees(DoubleTrees other, TreeEnsemble trees) =>
        (_thresholds, _floats, _isCategory, _isMoved, Trees) = (other._thresholds, other._floats, other._isCategory, other._isMoved, trees);

    private DoubleTrees(TreeEnsemble model, List<(double Threshold, int Float)>[] thresholds, bool[] isCategory)
    {
        _isCategory = isCategory;
        _thresholds = new double[thresholds.Length][];
        _floats = new int[thresholds.Length][];
        _isMoved = new bool[thresholds.Length];
        for (int j = 0; j < thresholds.Length; j++)
        {
            // Where comparisons of two kinds have one threshold, the greater float stands for it.
            thresholds[j].Sort();
            int[] last = [.. Enumerable.Range(0, thresholds[j].Count).Where(i => i + 1 == thresholds[j].Count || thresholds[j][i].Threshold != thresholds[j][i + 1].Threshold)];
            _thresholds[j] = [.. last.Select(i => thresholds[j][i].Threshold)];
            _floats[j] = [.. last.Select(i => thresholds[j][i].Float)];
            _isMoved[j] = MoveApart(_floats[j]);
        }
        Trees = model.WithSplits(this);
    }

    /// <summary>The trees that compare what <see cref="ToSingle(ReadOnlySpan{double}, Span{float})"/> gives.</summary>
    public TreeEnsemble Trees { get; }

    /// <summary>Whether floats stand for other values of a feature, because its thresholds lie closer than floats do: not to be shown.</summary>
    public bool IsMoved(int feature) => _isMoved[feature];

    /// <summary>The floats that stand for rows.</summary>
    /// <param name="rows">Row-major rows; NaN means missing.</param>
    /// <param name="singles">Receives as many floats.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows, or the spans differ in length.</exception>
    public void ToSingle(ReadOnlySpan<double> rows, Span<float> singles)
    {
        int d = Trees.FeatureCount;
        if (rows.Length % d != 0)
            throw new ArgumentException($"{rows.Length} values are no whole number of rows of {d} features.", nameof(rows));
        if (singles.Length != rows.Length)
            throw new ArgumentException($"{rows.Length} values need as many floats, not {singles.Length}.", nameof(singles));
        for (int i = 0; i < rows.Length; i++) singles[i] = ToSingle(i % d, rows[i]);
    }

    /// <summary>The floats that stand for rows.</summary>
    /// <param name="rows">Row-major rows; NaN means missing.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows.</exception>
    public float[] ToSingle(ReadOnlySpan<double> rows)
    {
        var singles = new float[rows.Length];
        ToSingle(rows, singles);
        return singles;
    }

    /// <summary>The float that stands for a value of a feature.</summary>
    /// <param name="feature">The feature, from 0.</param>
    /// <param name="value">The value; NaN means missing.</param>
    public float ToSingle(int feature, double value)
    {
        float nearest = (float)value;
        if (double.IsNaN(value)) return float.NaN;
        if (_isCategory[feature])
            // A category is what stands before the point.
            return Math.Abs(value) < 1 << 24 && MathF.Truncate(nearest) != Math.Truncate(value) ? (float)Math.Truncate(value) : nearest;
        double[] thresholds = _thresholds[feature];
        int[] floats = _floats[feature];
        int from = 0, count = thresholds.Length;
        while (count > 0)
        {
            int half = count / 2;
            if (thresholds[from + half] <= value) (from, count) = (from + half + 1, count - half - 1);
            else count = half;
        }

        // From the threshold below on, and below the one above.
        int order = Order(nearest);
        if (from > 0) order = Math.Max(order, floats[from - 1]);
        if (from < floats.Length) order = Math.Min(order, floats[from] - 1);
        return order == Order(nearest) ? nearest : Float(order);
    }

    /// <summary>The float that stands for a threshold.</summary>
    internal float Threshold(int feature, double threshold) => Float(_floats[feature][Array.BinarySearch(_thresholds[feature], threshold)]);

    /// <summary>As it predicts after <see cref="TreeEnsemble.WithOutput"/>.</summary>
    internal DoubleTrees WithOutput(TreeEnsembleOutput output) => Trees.Output == output ? this : WithTrees(Trees.WithOutput(output));

    /// <summary>Other trees that compare the same floats.</summary>
    internal DoubleTrees WithTrees(TreeEnsemble trees) => new(this, trees);

    /// <summary>Makes the trees; null where the model compares in single precision, or has splits or leaves that cannot be had in floats.</summary>
    internal static DoubleTrees? Of(TreeEnsemble model)
    {
        if (model.DoubleSplits.IsEmpty) return null;
        int d = model.FeatureCount;
        var thresholds = new List<(double Threshold, int Float)>[d];
        for (int j = 0; j < d; j++) thresholds[j] = [];
        bool[] isCategory = new bool[d], isSingle = new bool[d];
        for (int node = 0; node < model.Nodes.Length; node++)
        {
            TreeNode at = model.Nodes[node];
            if (at.IsLeaf) continue;
            DoubleSplit split = model.DoubleSplits[node];
            if (model.IsCategorySplit(node) && model.Specials[at.Special].Kind == SpecialKind.TruncatedCategories) isCategory[at.Feature] = true;
            else if (!split.IsKnown) isSingle[at.Feature] = true;
            else Add(thresholds[at.Feature], split, at.Threshold);
        }

        // A feature is rounded, truncated or moved, one of the three.
        if (Enumerable.Range(0, d).Any(j => (thresholds[j].Count > 0 ? 1 : 0) + (isCategory[j] ? 1 : 0) + (isSingle[j] ? 1 : 0) > 1)) return null;
        var trees = new DoubleTrees(model, thresholds, isCategory);
        bool isInLeaf = Enumerable.Range(0, model.Nodes.Length).Any(node => model.LinearLeafOf(node) is { } leaf && leaf.Features.Any(trees.IsMoved));
        return isInLeaf ? null : trees;
    }

    private static void Add(List<(double Threshold, int Float)> thresholds, DoubleSplit split, float below)
    {
        thresholds.Add((split.Below, Order(below)));
        if (!split.HasInterval) return;
        thresholds.Add((split.Low, Order(Least(split.Low))));
        thresholds.Add((split.High, Order(Least(split.High))));
    }

    /// <summary>Makes numbers ascend strictly, none above infinity; whether one had to be changed.</summary>
    private static bool MoveApart(int[] floats)
    {
        bool isMoved = false;
        for (int i = 1; i < floats.Length; i++)
        {
            if (floats[i] > floats[i - 1]) continue;
            floats[i] = floats[i - 1] + 1;
            isMoved = true;
        }

        for (int i = floats.Length - 1, most = Order(float.PositiveInfinity); i >= 0 && floats[i] > most; i--, most--) floats[i] = most;
        return isMoved;
    }

    /// <summary>The first float that is not below a threshold.</summary>
    internal static float Least(double threshold) => (float)threshold is var single && single < threshold ? MathF.BitIncrement(single) : single;

    // Floats as integers that are in the same order, neighbours one apart; both zeros are 0.
    private static int Order(float value) => BitConverter.SingleToInt32Bits(value) is var bits && bits >= 0 ? bits : -(bits & int.MaxValue);

    private static float Float(int order) => BitConverter.Int32BitsToSingle(order >= 0 ? order : -order | int.MinValue);
}
