using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Cli.Commands;

/// <summary>A table's rows as the kernel sees them, and the bandwidths that the rules give.</summary>
/// <param name="Points">The points.</param>
/// <param name="Paper">σ² = 2d; null where the kernel has no width.</param>
/// <param name="Median">The median heuristic's σ²; null where the kernel has no width.</param>
internal sealed record FeaturePoints(PointSet<float> Points, double? Paper, double? Median)
{
    /// <summary>Lays out a table's rows, which it takes over.</summary>
    public static FeaturePoints Of(CsvFeatures table, KernelFamily family, CancellationToken cancellationToken)
    {
        if (family == KernelFamily.Sobolev)
            return new FeaturePoints(OnHalfThePeriod(table), Paper: null, Median: null);

        PointSet<float> points = table.IsNumeric
            ? table.Numbers.Rows.BuildStandardized()
            : MixedEncoding.Fit(table.Numbers.Values, [.. table.Columns.Select(column => column.Kind)]).Encode(table.Numbers.Values);
        return new FeaturePoints(points, Bandwidth.Standardized(table.Columns.Count), Bandwidth.MedianHeuristic(points, cancellationToken: cancellationToken));
    }

    /// <summary>σ² by a rule.</summary>
    public double SquaredBandwidth(BandwidthRule? rule) => rule?.Number ?? (rule?.IsMedian == true ? Median : Paper) ?? 0;

    /// <summary>Every feature on [0, ½]: with the kernel's period of 1, what is farthest apart differs most.</summary>
    private static PointSet<float> OnHalfThePeriod(CsvFeatures table)
    {
        if (!table.IsNumeric)
            throw new InputException("--kernel sobolev takes numbers, and the data has categories or missing values; leave these columns out with --drop, or choose another kernel");
        return table.Numbers.Rows.Build(Ranges(table.Numbers));
    }

    private static Standardization Ranges(NumberTable table)
    {
        double[] least = new double[table.ColumnCount], range = new double[table.ColumnCount];
        for (int j = 0; j < least.Length; j++)
        {
            (double smallest, double largest) = (double.MaxValue, double.MinValue);
            for (int i = j; i < table.Values.Length; i += least.Length)
                (smallest, largest) = (Math.Min(smallest, table.Values[i]), Math.Max(largest, table.Values[i]));
            (least[j], range[j]) = (smallest, largest > smallest ? 2 * (largest - smallest) : 1);
        }

        return new Standardization(least, range);
    }
}
