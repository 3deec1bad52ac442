using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>The points of a feature at which its effect is computed. Immutable.</summary>
/// <remarks>
/// For accumulated local effects the points of a numeric feature are the edges of its bins, of which bin k holds edge k−1 &lt; x ≤ edge k,
/// the first one also its lower edge.
/// </remarks>
public sealed class FeatureGrid
{
    private readonly float[] _points;

    private FeatureGrid(int feature, float[] points, bool isCategorical) => (Feature, _points, IsCategorical) = (feature, points, isCategorical);

    /// <summary>The feature.</summary>
    public int Feature { get; }

    /// <summary>Whether the points are levels, which may stand in any order, rather than ascending numbers.</summary>
    public bool IsCategorical { get; }

    /// <summary>The points, in the feature's unit.</summary>
    public ReadOnlySpan<float> Points => _points;

    /// <summary>Given points of a numeric feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="points">Finite, each above the one before.</param>
    /// <exception cref="ArgumentException">There are no points, or they are not finite and ascending.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="feature"/> is negative.</exception>
    public static FeatureGrid Of(int feature, ReadOnlySpan<float> points)
    {
        Check(feature, points);
        for (int i = 1; i < points.Length; i++)
        {
            if (!(points[i] > points[i - 1]))
                throw new ArgumentException($"Point {i} of the grid of feature {feature} is {points[i]}, not above {points[i - 1]} before it: sort the points and leave out equal ones.", nameof(points));
        }

        return new FeatureGrid(feature, points.ToArray(), isCategorical: false);
    }

    /// <summary>Given levels of a categorical feature, in the order in which local effects are accumulated.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="levels">Finite, no two equal.</param>
    /// <exception cref="ArgumentException">There are no levels, they are not finite, or two are equal.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="feature"/> is negative.</exception>
    public static FeatureGrid OfLevels(int feature, ReadOnlySpan<float> levels)
    {
        Check(feature, levels);
        var seen = new HashSet<float>();
        foreach (float level in levels)
        {
            if (!seen.Add(level)) throw new ArgumentException($"Level {level} of feature {feature} stands twice; name each once.", nameof(levels));
        }

        return new FeatureGrid(feature, levels.ToArray(), isCategorical: true);
    }

    /// <summary>The distinct quantiles at 0, 1/intervals, …, 1 of a feature's values that are not missing, by linear interpolation (type 7 of Hyndman and Fan).</summary>
    /// <param name="rows">Row-major rows, n x d; NaN is missing.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="intervals">The number of intervals; fewer where quantiles are equal.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fill whole rows, a value is infinite, or all are missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature, or <paramref name="intervals"/> is less than 1.</exception>
    public static FeatureGrid Quantiles(ReadOnlySpan<float> rows, int featureCount, int feature, int intervals)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervals, 1);
        float[] column = Column(rows, featureCount, feature);
        Array.Sort(column);
        var points = new List<float>(intervals + 1);
        for (int i = 0; i <= intervals; i++)
        {
            double position = (column.Length - 1) * ((double)i / intervals);
            int below = (int)position;
            double lower = column[below], upper = column[Math.Min(below + 1, column.Length - 1)];
            float point = (float)(lower + (position - below) * (upper - lower));
            if (points.Count == 0 || point > points[^1]) points.Add(point);
        }

        return new FeatureGrid(feature, [.. points], isCategorical: false);
    }

    /// <summary>The levels of a categorical feature that occur, ascending.</summary>
    /// <param name="rows">Row-major rows, n x d; NaN is missing.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="feature">The feature.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fill whole rows, a value is infinite, or all are missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature.</exception>
    public static FeatureGrid Levels(ReadOnlySpan<float> rows, int featureCount, int feature)
    {
        float[] column = Column(rows, featureCount, feature);
        return new FeatureGrid(feature, [.. column.Distinct().Order()], isCategorical: true);
    }

    /// <summary>
    /// The levels of a categorical feature in order of similarity: levels whose rows are alike in the other features stand side by side, so that
    /// accumulated local effects compare rows with like ones.
    /// </summary>
    /// <remarks>
    /// The distance of two levels is the sum over the other features of the Kolmogorov–Smirnov distance between their values (of categorical
    /// ones, half the sum of the differences of shares); the order is that along the first axis of classical multidimensional scaling, with
    /// the smallest level in the first half. Source: Apley and Zhu, <i>Visualizing the effects of predictor variables in black box supervised
    /// learning models</i> (JRSS B 2020), and their R package ALEPlot. Costs levels² · d · n.
    /// </remarks>
    /// <param name="rows">Row-major rows, n x d; NaN is missing.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="categorical">The features that are categorical; the others are numeric.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fill whole rows, a value is infinite, or all are missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature.</exception>
    public static FeatureGrid LevelsBySimilarity(ReadOnlySpan<float> rows, int featureCount, int feature, ReadOnlySpan<int> categorical = default)
    {
        FeatureGrid levels = Levels(rows, featureCount, feature);
        return new FeatureGrid(feature, LevelOrder.BySimilarity(rows, featureCount, feature, levels._points, categorical), isCategorical: true);
    }

    /// <summary>Throws unless the model has the feature.</summary>
    /// <exception cref="ArgumentException">The model has no such feature.</exception>
    internal void CheckFits(IModel model)
    {
        if (Feature >= model.FeatureCount)
            throw new ArgumentException($"There is no feature {Feature}; the {model.FeatureCount} features are 0 to {model.FeatureCount - 1}.");
    }

    private static float[] Column(ReadOnlySpan<float> rows, int featureCount, int feature)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(feature);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(feature, featureCount);
        if (rows.IsEmpty || rows.Length % featureCount != 0)
            throw new ArgumentException($"{rows.Length} values do not fill rows of {featureCount} features.", nameof(rows));
        var column = new List<float>(rows.Length / featureCount);
        for (int i = 0; i < rows.Length / featureCount; i++)
        {
            float value = rows[i * featureCount + feature];
            if (float.IsInfinity(value)) throw new ArgumentException($"Row {i}, feature {feature}: the value is {value}, and a grid needs finite ones.", nameof(rows));
            if (!float.IsNaN(value)) column.Add(value);
        }

        return column.Count > 0 ? [.. column] : throw new ArgumentException($"Feature {feature} has no values: they are missing in every row, so there is nothing to make a grid of.", nameof(rows));
    }

    private static void Check(int feature, ReadOnlySpan<float> points)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(feature);
        if (points.IsEmpty) throw new ArgumentException($"The grid of feature {feature} has no points.", nameof(points));
        foreach (float point in points)
        {
            if (!float.IsFinite(point)) throw new ArgumentException($"A point of the grid of feature {feature} is {point}; all must be finite.", nameof(points));
        }
    }
}
