using System.Diagnostics;
using System.Numerics;

namespace CteFast.Data;

/// <summary>The means and scales that brought features to mean 0 and standard deviation 1.</summary>
/// <remarks>The standard deviation is the population's (divided by n); a constant feature has scale 1.</remarks>
[DebuggerDisplay("{_means.Length} features")]
public sealed class Standardization
{
    private readonly double[] _means;
    private readonly double[] _scales;

    /// <summary>Makes a standardisation.</summary>
    /// <param name="means">The mean of every feature.</param>
    /// <param name="scales">The standard deviation of every feature, positive.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Standardization(ReadOnlySpan<double> means, ReadOnlySpan<double> scales)
    {
        if (means.Length != scales.Length) throw new ArgumentException($"There are {means.Length} means and {scales.Length} scales.", nameof(scales));
        (_means, _scales) = (means.ToArray(), scales.ToArray());
    }

    /// <summary>Measures rows: those of a first sample, by which a stream or several partitions are standardised alike.</summary>
    /// <param name="rows">Row-major rows, n x d, all finite.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, they do not fill whole rows, a value is NaN or infinite, or the differences of a feature's values overflow.
    /// </exception>
    public static Standardization Of<T>(ReadOnlySpan<T> rows, int featureCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => PointSet<T>.Measure(rows, featureCount);

    /// <summary>The mean of every feature, in the feature's unit.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>The standard deviation of every feature, in the feature's unit; 1 where the feature is constant.</summary>
    public ReadOnlySpan<double> Scales => _scales;
}
