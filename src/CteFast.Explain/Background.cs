using CteFast.Compression;
using CteFast.Data;

namespace CteFast.Explain;

/// <summary>The rows that absent features are drawn from, and how well they stand for the data they were chosen from. Immutable.</summary>
public sealed class Background
{
    private readonly float[] _rows;
    private readonly double[] _means;
    private readonly double[] _scales;

    /// <summary>Given rows, with the means and scales of the data they stand for.</summary>
    internal Background(float[] rows, double[] means, double[] scales, BackgroundQuality quality) =>
        (_rows, _means, _scales, Quality) = (rows, means, scales, quality);

    /// <summary>The number of rows.</summary>
    public int Count => Quality.Count;

    /// <summary>The number of features, d.</summary>
    public int FeatureCount => _means.Length;

    /// <summary>How well the rows stand for the data.</summary>
    public BackgroundQuality Quality { get; }

    /// <summary>The rows, row-major, count x d.</summary>
    public ReadOnlySpan<float> Rows => _rows;

    /// <summary>The mean of every feature over all the data, not only the rows chosen.</summary>
    internal ReadOnlySpan<double> DataMeans => _means;

    /// <summary>The standard deviation of every feature over all the data; 1 where it is constant.</summary>
    internal ReadOnlySpan<double> DataScales => _scales;

    /// <summary>Chooses the rows that best stand for the data, by KT-Compress++ on standardised features.</summary>
    /// <param name="data">Row-major rows, n x d, finite.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="size">The number of rows to choose; all of them when there are no more than that.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There is no data, it does not fill whole rows, or a value is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1, or the seed is negative.</exception>
    public static Background Compress(ReadOnlySpan<float> data, int featureCount, int size, long seed, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        size = Math.Min(size, Math.Max(1, data.Length / featureCount));
        Coreset coreset = Coreset.Compress(data, featureCount, size, new CoresetOptions { Seed = seed }, cancellationToken);
        float[] rows = new float[size * featureCount];
        for (int i = 0; i < size; i++) data.Slice(coreset.Indices[i] * featureCount, featureCount).CopyTo(rows.AsSpan(i * featureCount));
        Standardization standardization = coreset.Standardization!;
        return new Background(rows, standardization.Means.ToArray(), standardization.Scales.ToArray(),
            new BackgroundQuality(size, coreset.InputCount, coreset.SquaredMmd, coreset.SquaredMmdUniform));
    }
}
