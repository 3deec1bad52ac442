using System.Diagnostics;
using CteFast.Compression;
using CteFast.Data;

namespace CteFast.Explain;

/// <summary>The rows that absent features take their values from, each with its weight, and how well they stand for the data they were chosen from. Immutable.</summary>
[DebuggerDisplay("{Count} rows of {FeatureCount} features, of {Quality.InputCount}")]
public sealed class Background
{
    private readonly float[] _rows;
    private readonly double[] _weights;
    private (double[] Means, double[] Scales)? _moments;      // of all the data; null until first needed where the rows are all the data
    private readonly Lock _measuring = new();

    /// <summary>Given rows, with the means and scales of the data they stand for.</summary>
    /// <param name="rows">Row-major rows, count x d.</param>
    /// <param name="means">The mean of every feature over all the data, d.</param>
    /// <param name="scales">The standard deviation of every feature over all the data, 1 where it is constant, d.</param>
    /// <param name="quality">How well the rows stand for the data.</param>
    /// <param name="weights">The rows' weights, not negative, 1 in all; null when they are equal.</param>
    internal Background(float[] rows, double[] means, double[] scales, BackgroundQuality quality, double[]? weights = null)
    {
        (_rows, _moments, FeatureCount, Quality, IsWeighted) = (rows, (means, scales), means.Length, quality, weights is not null);
        _weights = weights ?? Equal(quality.Count);
    }

    /// <summary>Rows that are all the data: their means and scales are computed when first needed.</summary>
    internal Background(float[] rows, int featureCount, BackgroundQuality quality, double[]? weights)
    {
        (_rows, FeatureCount, Quality, IsWeighted) = (rows, featureCount, quality, weights is not null);
        _weights = weights ?? Equal(quality.Count);
    }

    /// <summary>The number of rows.</summary>
    public int Count => Quality.Count;

    /// <summary>The number of features, d.</summary>
    public int FeatureCount { get; }

    /// <summary>How well the rows stand for the data.</summary>
    public BackgroundQuality Quality { get; }

    /// <summary>The rows, row-major, count x d.</summary>
    public ReadOnlySpan<float> Rows => _rows;

    /// <summary>The rows' weights, count: not negative, 1 in all.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Whether the rows came with weights; without, each weighs 1/count.</summary>
    public bool IsWeighted { get; }

    /// <summary>The mean of every feature over all the data, not only the rows chosen.</summary>
    internal ReadOnlySpan<double> DataMeans => Moments.Means;

    /// <summary>The standard deviation of every feature over all the data; 1 where it is constant.</summary>
    internal ReadOnlySpan<double> DataScales => Moments.Scales;

    private (double[] Means, double[] Scales) Moments
    {
        get
        {
            lock (_measuring) return _moments ??= Measure(Fill(_rows, FeatureCount), FeatureCount, _weights);
        }
    }

    /// <summary>A row, d features.</summary>
    internal ReadOnlySpan<float> Row(int index) => _rows.AsSpan(index * FeatureCount, FeatureCount);

    /// <summary>Rows of these, by their indices and in that order, standing for the same data.</summary>
    internal Background Take(ReadOnlySpan<int> rows)
    {
        float[] taken = new float[rows.Length * FeatureCount];
        double[] weights = new double[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(taken.AsSpan(i * FeatureCount));
            weights[i] = _weights[rows[i]];
        }

        double sum = weights.Sum();
        foreach (ref double weight in weights.AsSpan()) weight = sum > 0 ? weight / sum : 1.0 / rows.Length;
        return new Background(taken, Moments.Means, Moments.Scales, Quality with { Count = rows.Length }, IsWeighted ? weights : null);
    }

    /// <summary>As many of the rows as are wanted, chosen by compression, standing for the same data; this background itself if it has no more.</summary>
    internal Background Thin(int count, long seed, CancellationToken cancellationToken)
    {
        if (count >= Count) return this;
        Coreset coreset = Coreset.Compress(Fill(_rows, FeatureCount), FeatureCount, count, new CoresetOptions { Seed = seed }, progress: null, cancellationToken);
        Background thinned = Take([.. coreset.Indices]);
        // From the data to these rows, and from these to the chosen ones. An MMD is a distance, so it is at most the sum of the two.
        double mmd = Quality.Mmd + Math.Sqrt(coreset.SquaredMmd), uniform = Quality.SquaredMmdUniform > 0 ? Quality.SquaredMmdUniform * Count / count : coreset.SquaredMmdUniform;
        return new Background(thinned._rows, Moments.Means, Moments.Scales, thinned.Quality with { SquaredMmd = mmd * mmd, SquaredMmdUniform = uniform }, IsWeighted ? thinned._weights : null);
    }

    /// <summary>Other rows, as many and of equal weights, that stand for the same data as well as these.</summary>
    internal Background WithRows(ReadOnlySpan<float> rows) => new(rows.ToArray(), Moments.Means, Moments.Scales, Quality);

    /// <summary>The same rows, with the number of rows that were asked for.</summary>
    internal Background WithGivenCount(int count) => new(_rows, Moments.Means, Moments.Scales, Quality with { GivenCount = count }, IsWeighted ? _weights : null);

    /// <summary>Takes all the rows given: they are all the data, so nothing is chosen.</summary>
    /// <param name="rows">Row-major rows, count x d, finite; NaN where a value is missing and the model allows it.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="weights">A weight a row, finite and not negative, of any sum above zero; empty for equal weights.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, they do not fill whole rows, a value is infinite, or the weights are not one a row, are negative, not finite or all zero.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of features is less than 1.</exception>
    public static Background Of(ReadOnlySpan<float> rows, int featureCount, ReadOnlySpan<double> weights = default) => Of(rows, featureCount, mayBeInfinite: false, weights);

    /// <summary>As the public overload; for trees, which compare only, rows may be infinite.</summary>
    internal static Background Of(ReadOnlySpan<float> rows, int featureCount, bool mayBeInfinite, ReadOnlySpan<double> weights = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        (int count, int rest) = Math.DivRem(rows.Length, featureCount);
        if (count == 0 || rest != 0) throw new ArgumentException($"{rows.Length} values do not fill rows of {featureCount} features.", nameof(rows));
        int bad = mayBeInfinite ? -1 : rows.IndexOfAny(float.NegativeInfinity, float.PositiveInfinity);
        if (bad >= 0) throw new ArgumentException($"Row {bad / featureCount}, feature {bad % featureCount} is {rows[bad]}; background rows must be finite, or NaN where a value is missing.", nameof(rows));

        double[]? normalized = weights.IsEmpty ? null : Normalize(weights, count);
        return new Background(rows.ToArray(), featureCount, new BackgroundQuality(count, count, 0, 0), normalized);
    }

    /// <summary>Chooses the rows that best stand for the data, by KT-Compress++ on standardised features.</summary>
    /// <param name="data">Row-major rows, n x d, finite; NaN where a value is missing and the model allows it. It counts as the feature's mean.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="size">The number of rows to choose; all of them when there are no more than that.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There is no data, it does not fill whole rows, or a value is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1, or the seed is negative.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Background Compress(ReadOnlySpan<float> data, int featureCount, int size, long seed, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default) => Compress(data, featureCount, size, new CoresetOptions { Seed = seed }, progress, cancellationToken);

    /// <summary>Chooses the rows that best stand for the data as <paramref name="options"/> say, with weights if these ask for them.</summary>
    /// <param name="data">Row-major rows, n x d, finite; NaN where a value is missing and the model allows it. It counts as the feature's mean.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="size">The number of rows to choose; all of them when there are no more than that.</param>
    /// <param name="options">Method, parameters and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There is no data, it does not fill whole rows, or a value is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1 or too large for weights, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Background Compress(ReadOnlySpan<float> data, int featureCount, int size, CoresetOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        size = Math.Min(size, Math.Max(1, data.Length / featureCount));
        return Of(Coreset.Compress(Fill(data, featureCount), featureCount, size, options, progress, cancellationToken), data);
    }

    /// <summary>Chooses the rows that best stand for a table: where it has levels or missing values, by the distance of <see cref="MixedEncoding"/>.</summary>
    /// <param name="data">The table.</param>
    /// <param name="size">The number of rows to choose; all of them when there are no more than that.</param>
    /// <param name="options">Method, parameters and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1 or too large for weights, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Background Compress(FeatureTable data, int size, CoresetOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return Of(Coreset.Compress(data, Math.Min(size, Math.Max(1, data.Count)), options, progress, cancellationToken), data.Rows, data.Schema.Count);
    }

    /// <summary>Takes the rows of a coreset, with its weights if it has any.</summary>
    /// <param name="coreset">The coreset.</param>
    /// <param name="data">The data it was chosen from, row-major, n x d.</param>
    /// <exception cref="ArgumentException">The data is not of the coreset's size, or a value is infinite.</exception>
    public static Background Of(Coreset coreset, ReadOnlySpan<float> data)
    {
        ArgumentNullException.ThrowIfNull(coreset);
        int d = coreset.FeatureCount;
        return data.Length == (long)coreset.InputCount * d ? Of(coreset, data, d)
            : throw new ArgumentException($"{data.Length} values are not the {coreset.InputCount} rows of {d} features the coreset was chosen from.", nameof(data));
    }

    /// <summary>As the public overload, of data of d features, which the coreset's points may have encoded in more columns.</summary>
    private static Background Of(Coreset coreset, ReadOnlySpan<float> data, int d)
    {
        int size = coreset.Indices.Count;
        float[] rows = new float[size * d];
        for (int i = 0; i < size; i++) data.Slice(coreset.Indices[i] * d, d).CopyTo(rows.AsSpan(i * d));
        Standardization standardization = coreset.Standardization ?? Standardization.Of(Fill(data, d), d);
        return new Background(rows, standardization.Means.ToArray(), standardization.Scales.ToArray(),
            new BackgroundQuality(size, coreset.InputCount, coreset.SquaredMmd, coreset.SquaredMmdUniform), coreset.Weights?.ToArray());
    }

    /// <summary>A feature's value in units of the data's scale, from its mean; a missing value stands at the mean.</summary>
    internal double Standardize(float value, int feature) => float.IsNaN(value) ? 0 : (value - DataMeans[feature]) / DataScales[feature];

    /// <summary>The rows with missing values replaced by the mean of the other values of the feature; the rows themselves if nothing is missing.</summary>
    internal static ReadOnlySpan<float> Fill(ReadOnlySpan<float> rows, int d)
    {
        if (!rows.Contains(float.NaN)) return rows;
        double[] sums = new double[d];
        int[] counts = new int[d];
        for (int i = 0; i < rows.Length; i++)
        {
            if (float.IsNaN(rows[i])) continue;
            sums[i % d] += rows[i];
            counts[i % d]++;
        }

        float[] filled = rows.ToArray();
        for (int i = 0; i < filled.Length; i++)
        {
            if (float.IsNaN(filled[i])) filled[i] = (float)(sums[i % d] / Math.Max(1, counts[i % d]));
        }

        return filled;
    }

    private static double[] Equal(int count)
    {
        double[] weights = new double[count];
        Array.Fill(weights, 1.0 / count);
        return weights;
    }

    private static double[] Normalize(ReadOnlySpan<double> weights, int count)
    {
        if (weights.Length != count) throw new ArgumentException($"There are {weights.Length} weights for {count} background rows.", nameof(weights));
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            if (!(weights[i] >= 0)) throw new ArgumentException($"Weight {i} is {weights[i]}; weights must not be negative.", nameof(weights));
            sum += weights[i];
        }

        if (!(sum > 0 && double.IsFinite(sum))) throw new ArgumentException($"The weights sum to {sum}; the sum must be finite and above zero.", nameof(weights));
        double[] normalized = weights.ToArray();
        foreach (ref double weight in normalized.AsSpan()) weight /= sum;
        return normalized;
    }

    private static (double[] Means, double[] Scales) Measure(ReadOnlySpan<float> rows, int d, double[] weights)
    {
        double[] means = new double[d], scales = new double[d];
        for (int i = 0; i < rows.Length; i++) means[i % d] += weights[i / d] * rows[i];
        for (int i = 0; i < rows.Length; i++) scales[i % d] += weights[i / d] * (rows[i] - means[i % d]) * (rows[i] - means[i % d]);
        foreach (ref double scale in scales.AsSpan()) scale = scale > 0 ? Math.Sqrt(scale) : 1;
        return (means, scales);
    }
}
