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
    /// <summary>Lays out a table's rows.</summary>
    public static FeaturePoints Of(FeatureTable table, KernelFamily family, CancellationToken cancellationToken)
    {
        bool isNumeric = table.Schema.IsNumeric && !table.Rows.Contains(float.NaN);
        if (family == KernelFamily.Sobolev)
        {
            return isNumeric ? new FeaturePoints(PointSet<float>.FromRows(table.Rows, Ranges(table)), Paper: null, Median: null)
                : throw new InputException("--kernel sobolev takes numbers, and the data has categories or missing values; leave these columns out with --drop, or choose another kernel");
        }

        PointSet<float> points = isNumeric ? PointSet<float>.FromRowsStandardized(table.Rows, table.Schema.Count)
            : MixedEncoding.Fit(table.Rows, table.Schema.Kinds).Encode(table.Rows);
        return new FeaturePoints(points, Bandwidth.Standardized(table.Schema.Count), Bandwidth.MedianHeuristic(points, cancellationToken: cancellationToken));
    }

    /// <summary>σ² by a rule.</summary>
    public double SquaredBandwidth(BandwidthRule? rule) => rule?.Number ?? (rule?.IsMedian == true ? Median : Paper) ?? 0;

    /// <summary>Every feature on [0, ½]: with the kernel's period of 1, what is farthest apart differs most.</summary>
    private static Standardization Ranges(FeatureTable table)
    {
        int d = table.Schema.Count;
        double[] least = new double[d], range = new double[d];
        for (int j = 0; j < d; j++)
        {
            (double smallest, double largest) = (double.MaxValue, double.MinValue);
            for (int i = j; i < table.Rows.Length; i += d)
                (smallest, largest) = (Math.Min(smallest, table.Rows[i]), Math.Max(largest, table.Rows[i]));
            (least[j], range[j]) = (smallest, largest > smallest ? 2 * (largest - smallest) : 1);
        }

        return new Standardization(least, range);
    }
}
