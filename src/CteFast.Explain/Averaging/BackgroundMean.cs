namespace CteFast.Explain.Averaging;

/// <summary>
/// The mean of the paired design, where a cluster is a background row: weighted by the rows' weights, or by those of a regression on the rows. Its
/// standard error covers both the drawing of orderings and the choice of background rows.
/// </summary>
/// <remarks>
/// <para>
/// The mean over rows that were chosen to balance each other varies less than the mean over rows drawn at random. Balancing cannot remove the differences
/// between rows that are nearest to each other. So the variance is estimated from these: <c>V = Σ_i w_i² s/(s − 1) (r_i − mean of r over the s nearest rows, i among them)²</c> with r the residuals of the regression.
/// This is the local mean variance estimator of spatially balanced samples (Stevens and Olsen, <i>Environmetrics</i> 14, 2003). The rows
/// are not perfectly balanced, and the MMD says how far: the variance for random rows is larger than V, and of the difference the fraction
/// MMD² / (MMD² of a uniform sample) is added.
/// </para>
/// <para>
/// A background of all the data is no sample: its error comes from the orderings alone. It is estimated from the differences between units of one row
/// or, when every row has one unit only, again from the nearest rows.
/// </para>
/// </remarks>
internal sealed class BackgroundMean : ClusterMean
{
    private const int FewestDegrees = 30;

    // The part of the variance between nearest rows that does not come from their orderings is removed by balancing in part: measured, 0.2 to 0.5 of it is left.
    private const double Balanced = 0.33;

    private readonly double[] _weights;
    private readonly BackgroundRegression? _adjustment;
    private readonly NearestRows? _neighbours;
    private readonly bool _sample;
    private readonly double _scale;
    private readonly double _unbalanced;

    private BackgroundMean(Background background, BackgroundRegression? adjustment, bool sample)
    {
        (_adjustment, _sample) = (adjustment, sample);
        _weights = adjustment?.Weights ?? background.Weights.ToArray();
        BackgroundQuality quality = background.Quality;
        _unbalanced = sample && quality.SquaredMmdUniform > 0 ? Math.Min(1, quality.SquaredMmd / quality.SquaredMmdUniform) : 0;
        _neighbours = NearestRows.Of(background);
        if (_neighbours is null) return;
        double all = _weights.Sum(weight => weight * weight), centres = 0;
        for (int i = 0; i < _neighbours.Count; i++) centres += _weights[_neighbours[i][0]] * _weights[_neighbours[i][0]];
        _scale = all / centres * (adjustment?.ResidualFactor ?? 1);
    }

    public override int Count => _weights.Length;

    public override ReadOnlySpan<double> Weights => _weights;

    public override int ScratchLength => Count + (_adjustment?.ScratchLength ?? 0);

    /// <summary>Prepares the mean.</summary>
    /// <param name="background">The rows.</param>
    /// <param name="outputs">The model's outputs for them, count x k.</param>
    /// <param name="adjust">Whether the rows are a sample of the data whose mean is adjusted to all of it.</param>
    public static BackgroundMean Of(Background background, ReadOnlySpan<double> outputs, bool adjust)
    {
        bool sample = background.Count < background.Quality.InputCount;
        return new BackgroundMean(background, adjust && !background.IsWeighted ? BackgroundRegression.Fit(background, outputs) : null, sample);
    }

    public override (double Mean, double StandardError) Estimate(UnitSums sums, int at, Span<double> scratch)
    {
        double mean = Mean(sums, at);
        double within = sums.Degrees >= Math.Min(FewestDegrees, Count) ? WithinVariance(sums, at) : double.NaN;
        if (!_sample && !double.IsNaN(within)) return (mean, Math.Sqrt(within));
        return (mean, Math.Sqrt(_neighbours is null ? RandomVariance(sums, at, mean) : LocalVariance(sums, at, mean, within, scratch)));
    }

    private double WithinVariance(UnitSums sums, int at)
    {
        double squares = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!sums.Settled[i]) squares += _weights[i] * _weights[i] / sums.Counts[i];
        }

        // Divided by two fewer than the degrees of freedom, which widens the interval as much as Student's t would.
        return sums.Within[at] / Math.Max(1, sums.Degrees - 2) * squares;
    }

    private double LocalVariance(UnitSums sums, int at, double mean, double within, Span<double> scratch)
    {
        Span<double> residuals = scratch[..Count];
        if (_adjustment is not null)
        {
            _adjustment.Residuals(sums.Contributions.AsSpan(at), sums.Stride, residuals, scratch[Count..]);
        }
        else
        {
            for (int i = 0; i < Count; i++) residuals[i] = sums.Contributions[i * sums.Stride + at] - mean;
        }

        double local = 0, random = 0;
        for (int i = 0; i < _neighbours!.Count; i++)
        {
            ReadOnlySpan<int> rows = _neighbours[i];
            int centre = rows[0];
            if (!_sample && sums.Settled[centre]) continue;
            double sum = 0;
            foreach (int row in rows) sum += residuals[row];
            double weight = _weights[centre] * _weights[centre], deviation = residuals[centre] - sum / rows.Length;
            local += weight * deviation * deviation;
            random += weight * residuals[centre] * residuals[centre];
        }

        local *= _scale * NearestRows.Size / (NearestRows.Size - 1.0);
        random *= _scale;
        double unbalanced = _unbalanced * Math.Max(0, random - local);
        return unbalanced + (local > within ? within + Balanced * (local - within) : local);
    }

    /// <summary>The variance of the mean of a few rows, as if drawn at random.</summary>
    private double RandomVariance(UnitSums sums, int at, double mean)
    {
        double variance = 0;
        bool settled = !_sample;
        for (int i = 0; i < Count; i++)
        {
            settled &= sums.Settled[i];
            double deviation = _weights[i] * (sums.Contributions[i * sums.Stride + at] - mean);
            variance += deviation * deviation;
        }

        return settled ? 0 : Count > 1 ? variance * Count / (Count - 1) : double.NaN;
    }
}
