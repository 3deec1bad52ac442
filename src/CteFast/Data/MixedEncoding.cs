using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace CteFast.Data;

/// <summary>
/// Places rows of numeric, categorical and missing values so that their squared distances are those of a mixed kernel: any
/// kernel of the Euclidean distance of the encoded points, such as exp(−D(x, y)/σ²), is one of the mixed rows.
/// </summary>
/// <remarks>
/// <para><c>D(x, y) = Σ_j D_j(x_j, y_j)</c>; NaN is a missing value, which counts as one more level. Of the rows fitted, feature j has</para>
/// <list type="bullet">
/// <item>numeric, and the codes of ordered levels, both present: <c>(x_j − y_j)²/s_j²</c>, with s_j the standard deviation of the values present;</item>
/// <item>
/// numeric, one missing: <c>(x_j − m_j)²/s_j² + 1/(1 − q_j)</c>, with m_j the mean of the values present and q_j the part of
/// the rows where the value is missing; both missing: 0;
/// </item>
/// <item>
/// categorical, and no or yes: 0 if equal, both missing included, <c>λ_j = 2/(1 − Σ_l p_jl²)</c> otherwise, with p_jl the part of the rows
/// at level l.
/// </item>
/// </list>
/// <para>
/// All features count alike: the mean of D_j over all pairs of the rows fitted, each with itself too, is 2, and 0 for a
/// constant feature. So σ² = 2d, with d the <see cref="FeatureCount"/> and not the columns, means what it means for
/// standardised numbers. A category of two levels gives the same as its codes taken as numbers; a value missing from numbers
/// that are otherwise constant, at <c>1/(q_j (1 − q_j))</c>, the same as a category of two levels. Between a missing number
/// and a present one no constant would do: numbers far apart would break the triangle inequality, and the kernel would not
/// be positive definite.
/// </para>
/// <para>
/// A numeric feature takes a column, one more if values are missing; a category of L levels takes L columns, of at most two
/// levels one. D is met to rounding.
/// </para>
/// </remarks>
[DebuggerDisplay("{FeatureCount} features in {ColumnCount} columns")]
public sealed class MixedEncoding
{
    private readonly FeatureEncoding[] _features;

    private MixedEncoding(FeatureEncoding[] features)
    {
        _features = features;
        ColumnCount = features.Sum(feature => feature.ColumnCount);
    }

    /// <summary>The number of features of the rows, d.</summary>
    public int FeatureCount => _features.Length;

    /// <summary>The number of columns of the encoded points.</summary>
    public int ColumnCount { get; }

    /// <summary>Finds levels, means, scales and frequencies.</summary>
    /// <param name="rows">Row-major rows, n x d; NaN is a missing value, all others are finite.</param>
    /// <param name="kinds">What each of the d features is.</param>
    /// <exception cref="ArgumentException">There are no rows or features, the rows are not whole, or a value is infinite.</exception>
    public static MixedEncoding Fit<T>(ReadOnlySpan<T> rows, ReadOnlySpan<FeatureKind> kinds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (kinds.IsEmpty) throw new ArgumentException("There are no features.", nameof(kinds));
        int count = Check(rows, kinds.Length);
        var features = new FeatureEncoding[kinds.Length];
        double[] values = new double[count];
        for (int j = 0; j < features.Length; j++)
        {
            for (int i = 0; i < count; i++) values[i] = double.CreateTruncating(rows[i * kinds.Length + j]);
            features[j] = kinds[j] switch
            {
                FeatureKind.Numeric or FeatureKind.Ordered => new NumericEncoding(values),
                FeatureKind.Categorical or FeatureKind.Boolean => new CategoricalEncoding(values),
                _ => throw new ArgumentException($"The kind of feature {j} is {kinds[j]}.", nameof(kinds)),
            };
        }

        return new MixedEncoding(features);
    }

    /// <summary>Places rows, those fitted or others.</summary>
    /// <param name="rows">Row-major rows, n x d; NaN is a missing value, all others are finite.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, they are not whole, a value is infinite, a category is at a level that the rows fitted did not have,
    /// or a number is missing where none was or present where none was; or the columns do not fit an array.
    /// </exception>
    public PointSet<T> Encode<T>(ReadOnlySpan<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = Check(rows, FeatureCount);
        if (count > PointSetBuilder<T>.LargestCount(ColumnCount))
            throw new ArgumentException($"{count} rows in {ColumnCount} columns do not fit an array; leave out categories of many levels.", nameof(rows));
        var points = new PointSetBuilder<T>(ColumnCount, count);
        Span<double> columns = new double[ColumnCount];
        Span<T> encoded = new T[ColumnCount];
        for (int i = 0; i < count; i++)
        {
            columns.Clear();
            int column = 0;
            for (int j = 0; j < FeatureCount; j++)
            {
                double value = double.CreateTruncating(rows[i * FeatureCount + j]);
                if (!_features[j].TryEncode(value, columns[column..]))
                    throw new ArgumentException(At(i, j, value, "the rows fitted had no such level"), nameof(rows));
                column += _features[j].ColumnCount;
            }

            TensorPrimitives.ConvertTruncating(columns, encoded);
            points.Add(encoded);
        }

        return points.Build();
    }

    /// <summary>Throws unless the rows are whole, and finite or NaN. Returns their number.</summary>
    internal static int Check<T>(ReadOnlySpan<T> rows, int featureCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows.IsEmpty) throw new ArgumentException("There are no rows.", nameof(rows));
        if (rows.Length % featureCount != 0)
            throw new ArgumentException($"{rows.Length} values do not fill rows of {featureCount} features.", nameof(rows));
        for (int i = 0; i < rows.Length; i++)
        {
            if (T.IsInfinity(rows[i]))
                throw new ArgumentException(At(i / featureCount, i % featureCount, rows[i], "every value must be finite or NaN"), nameof(rows));
        }

        return rows.Length / featureCount;
    }

    private static string At<T>(int row, int feature, T value, string why) =>
        string.Create(CultureInfo.InvariantCulture, $"Row {row}, feature {feature} is {value}; {why}.");
}
