using System.Numerics;

namespace CteFast.Data;

/// <summary>Measures rows that come one after the other and are not kept: means and standard deviations in one pass.</summary>
/// <remarks>Welford's updates in double: exact for a constant feature, no digits lost to a large offset. Source: Welford, <i>Technometrics</i> 4 (1962).</remarks>
public sealed class StandardizationBuilder
{
    private readonly double[] _means;
    private readonly double[] _squares;

    /// <summary>Starts without rows.</summary>
    /// <param name="featureCount">The number of features, d.</param>
    public StandardizationBuilder(int featureCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        (_means, _squares) = (new double[featureCount], new double[featureCount]);
    }

    /// <summary>The rows so far, n.</summary>
    public long Count { get; private set; }

    /// <summary>Adds rows. Nothing is added when it throws.</summary>
    /// <param name="rows">Row-major rows, any number, finite.</param>
    /// <exception cref="ArgumentException">The rows are not whole, or a value is NaN or infinite.</exception>
    public void Add<T>(ReadOnlySpan<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows.IsEmpty) return;
        PointSet<T>.CheckStandardized(rows, _means.Length, standardization: null);
        for (int start = 0; start < rows.Length; start += _means.Length)
        {
            Count++;
            for (int j = 0; j < _means.Length; j++)
            {
                double value = double.CreateTruncating(rows[start + j]), difference = value - _means[j];
                _means[j] += difference / Count;
                _squares[j] += difference * (value - _means[j]);
            }
        }
    }

    /// <summary>The moments of the rows so far.</summary>
    /// <exception cref="InvalidOperationException">There are no rows, or the values of a feature lie too far apart: their squared differences overflow.</exception>
    public Standardization Build()
    {
        if (Count == 0) throw new InvalidOperationException("There are no rows.");
        double[] scales = new double[_means.Length];
        for (int j = 0; j < scales.Length; j++)
        {
            double scale = Math.Sqrt(_squares[j] / Count);
            if (!double.IsFinite(scale)) throw new InvalidOperationException($"The values of feature {j} lie too far apart to be standardised: their squared differences overflow.");
            scales[j] = scale == 0 ? 1 : scale;
        }

        return new Standardization(_means, scales);
    }
}
