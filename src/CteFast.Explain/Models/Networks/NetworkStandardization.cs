using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Explain.Models.Networks;

/// <summary>What a network does to its input first: (x − mean) / scale, feature by feature, in double precision.</summary>
public sealed class NetworkStandardization
{
    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly double[] _inverse;

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
            if (!double.IsFinite(mean[j]) || !double.IsFinite(scale[j]) || !double.IsFinite(1 / scale[j]))
                throw new ArgumentException($"Feature {j}: the mean must be finite, the scale finite and not 0.", nameof(scale));
        }

        _mean = mean.ToArray();
        _scale = scale.ToArray();
        _inverse = [.. _scale.Select(value => 1 / value)];
    }

    /// <summary>The means, one a feature.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>The scales, one a feature.</summary>
    public ReadOnlySpan<double> Scale => _scale;

    /// <summary>Standardises whole rows; a value has the same bits in a vector and alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Apply(ReadOnlySpan<float> rows, Span<float> destination)
    {
        ReadOnlySpan<double> mean = _mean, inverse = _inverse;
        for (int start = 0; start < rows.Length; start += mean.Length)
        {
            ReadOnlySpan<float> row = rows.Slice(start, mean.Length);
            Span<float> standard = destination.Slice(start, mean.Length);
            int j = 0;
            for (; j + 8 <= row.Length; j += 8)
            {
                (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(row[j..]));
                low = (low - Vector256.Create(mean[j..])) * Vector256.Create(inverse[j..]);
                high = (high - Vector256.Create(mean[(j + 4)..])) * Vector256.Create(inverse[(j + 4)..]);
                Vector256.Narrow(low, high).CopyTo(standard[j..]);
            }

            for (; j < row.Length; j++)
                standard[j] = (float)((row[j] - mean[j]) * inverse[j]);
        }
    }

    /// <summary>Turns a gradient by standardised features into one by the features as they come.</summary>
    internal void Scaled(Span<float> gradient)
    {
        for (int j = 0; j < gradient.Length; j++) gradient[j] = (float)(gradient[j] * _inverse[j]);
    }
}
