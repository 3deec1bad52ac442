namespace CteFast.Data;

/// <summary>How the values of one feature become numbers in one or more columns.</summary>
internal abstract class FeatureEncoding
{
    /// <summary>The number of columns.</summary>
    public abstract int ColumnCount { get; }

    /// <summary>Writes a value into its columns, which are zero before. Returns false where the rows fitted had no such level.</summary>
    public abstract bool TryEncode(double value, Span<double> columns);
}

/// <summary>The standardised number, 0 where it is missing, and a column that says which values are missing.</summary>
internal sealed class NumericEncoding : FeatureEncoding
{
    private readonly int _present;
    private readonly double _mean;
    private readonly double _scale = 1;
    private readonly double _missing;

    public NumericEncoding(ReadOnlySpan<double> values)
    {
        double[] present = [.. values.ToArray().Where(value => !double.IsNaN(value))];
        _present = present.Length;
        if (_present == 0) return;
        Standardization moments = PointSet<double>.FromRowsStandardized(present, 1).Standardization!;
        (_mean, _scale) = (moments.Means[0], moments.Scales[0]);
        if (_present == values.Length) return;

        // The numbers, missing ones at the mean, have variance 1 − q, or 0 if constant; the column's w² q (1 − q) makes it 1.
        double q = 1 - (double)_present / values.Length;
        _missing = Array.TrueForAll(present, value => value == present[0]) ? Math.Sqrt(1 / (q * (1 - q))) : Math.Sqrt(1 / (1 - q));
    }

    public override int ColumnCount => _missing > 0 ? 2 : 1;

    public override bool TryEncode(double value, Span<double> columns)
    {
        if (double.IsNaN(value))
        {
            if (_missing > 0) columns[1] = _missing;
            return _missing > 0 || _present == 0;
        }

        columns[0] = (value - _mean) / _scale;
        return _present > 0;
    }
}

/// <summary>A column for each level, or one for two levels; levels are equally far apart.</summary>
internal sealed class CategoricalEncoding : FeatureEncoding
{
    // Ascending, NaN first.
    private readonly double[] _levels;
    private readonly double _step;

    public CategoricalEncoding(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        var levels = new List<double>();
        double squares = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && sorted[end].Equals(sorted[start])) end++;
            levels.Add(sorted[start]);
            double part = (double)(end - start) / sorted.Length;
            squares += part * part;
        }

        _levels = [.. levels];
        // Two levels stand √λ apart in one column, more levels stand √(λ/2) from the origin, one column each.
        _step = levels.Count == 1 ? 0 : Math.Sqrt((levels.Count == 2 ? 2 : 1) / (1 - squares));
    }

    public override int ColumnCount => _levels.Length <= 2 ? 1 : _levels.Length;

    public override bool TryEncode(double value, Span<double> columns)
    {
        int level = Array.BinarySearch(_levels, value);
        if (level < 0) return false;
        if (_levels.Length > 2) columns[level] = _step;
        else columns[0] = level * _step;
        return true;
    }
}
