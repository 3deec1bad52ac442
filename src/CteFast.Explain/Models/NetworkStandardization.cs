namespace CteFast.Explain.Models;

/// <summary>What a network does to its input first: (x − mean) / scale, feature by feature, in double precision.</summary>
public sealed class NetworkStandardization
{
    private readonly double[] _mean;
    private readonly double[] _scale;

    /// <summary>Takes a copy of means and scales.</summary>
    /// <param name="mean">One finite number a feature.</param>
    /// <param name="scale">One finite number a feature, not 0.</param>
    /// <exception cref="ArgumentException">The lengths differ, a number is not finite, or a scale is 0.</exception>
    public NetworkStandardization(ReadOnlySpan<double> mean, ReadOnlySpan<double> scale)
    {
        if (mean.Length != scale.Length)
            throw new ArgumentException($"There are {mean.Length} means and {scale.Length} scales.", nameof(scale));
        for (int j = 0; j < mean.Length; j++)
        {
            if (!double.IsFinite(mean[j]) || !double.IsFinite(scale[j]) || scale[j] == 0)
                throw new ArgumentException($"Feature {j}: the mean must be finite, the scale finite and not 0.", nameof(scale));
        }

        _mean = mean.ToArray();
        _scale = scale.ToArray();
    }

    /// <summary>The means, one a feature.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>The scales, one a feature.</summary>
    public ReadOnlySpan<double> Scale => _scale;

    /// <summary>Standardises rows.</summary>
    internal void Apply(ReadOnlySpan<float> rows, Span<float> destination)
    {
        for (int start = 0; start < rows.Length; start += _mean.Length)
        {
            for (int j = 0; j < _mean.Length; j++)
                destination[start + j] = (float)((rows[start + j] - _mean[j]) / _scale[j]);
        }
    }
}
