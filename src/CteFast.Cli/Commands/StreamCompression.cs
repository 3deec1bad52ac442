using System.Diagnostics;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Numerics;

namespace CteFast.Cli.Commands;

/// <summary>
/// Compression of a table of any size, of which few rows are held: it is read once for the moments, once for the choice. Two more streams with
/// other seeds choose the references by which the MMD is estimated.
/// </summary>
internal static class StreamCompression
{
    private const int SampleSize = 16_384;

    // The parts of the time, as of 200,000 rows of 16 numbers: the last is the MMD's.
    private const double MeasuringPart = 0.3, ReadingPart = 0.95;

    /// <summary>Reads the table and chooses rows.</summary>
    public static CoresetReport Run(CsvFile file, int[] columns, IReadOnlyDictionary<string, FeatureKind> schema, CompressionRequest request, Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (request.Options.Weighted)
            throw new InputException("--weights needs all rows in memory; leave it or --method stream out");
        if (request.Family == KernelFamily.Sobolev)
            throw new InputException("--kernel sobolev needs all rows in memory; leave --method stream out, or choose another kernel");
        string? category = columns.Select(column => file.Columns[column]).FirstOrDefault(column => schema.GetValueOrDefault(column) == FeatureKind.Categorical);
        if (category is not null)
            throw new InputException($"--method stream takes numbers; leave column {InputException.Quote(category)} out with --drop");

        long start = Stopwatch.GetTimestamp();
        return ProgressBar.Run(terminal, "Compressing", progress =>
        {
            (StandardizationBuilder moments, PointSetBuilder<float> sample) = Measure(file, columns, PartProgress.Of(progress, 0, MeasuringPart));
            request.CheckSize(file.Name, moments.Count);
            Standardization standardization = moments.Build();
            double paper = Bandwidth.Standardized(columns.Length);
            double median = Bandwidth.MedianHeuristic(sample.Build(standardization), cancellationToken: cancellationToken);
            double used = request.Bandwidth is { } rule ? rule.Number ?? (rule.IsMedian ? median : paper) : paper;
            StreamedCoreset coreset = new KernelChoice(request.Family, used).Invoke<StreamChoice, StreamedCoreset>(
                columns.Length, new StreamChoice(file, columns, standardization, request, PartProgress.Of(progress, MeasuringPart, ReadingPart), cancellationToken));
            return new CoresetReport
            {
                Indices = coreset.Positions,
                InputCount = moments.Count,
                Features = [.. columns.Select(column => new FeatureReport(file.Columns[column], Levels: null, Missing: 0))],
                Kernel = request.Kernel,
                SquaredBandwidth = used,
                SquaredBandwidthPaper = paper,
                SquaredBandwidthMedian = median,
                Mmd = Math.Sqrt(coreset.SquaredMmd),
                MmdUniform = Math.Sqrt(coreset.SquaredMmdUniform),
                Elapsed = Stopwatch.GetElapsedTime(start),
                Seed = request.Options.Seed,
            };
        });
    }

    /// <summary>The moments of all rows, and rows at even distances.</summary>
    private static (StandardizationBuilder Moments, PointSetBuilder<float> Sample) Measure(CsvFile file, int[] columns, IProgress<double>? progress)
    {
        StandardizationBuilder moments = new(columns.Length);
        PointSetBuilder<float> sample = new(columns.Length, SampleSize);
        long distance = file.CountLines() / SampleSize + 1;
        using CsvRows rows = file.OpenRows(progress);
        float[] row = new float[columns.Length];
        while (StreamChoice.ReadRow(rows, columns, row))
        {
            moments.Add<float>(row);
            if (rows.Row % distance == 0)
                sample.Add(row);
        }

        return moments.Count > 0 ? (moments, sample) : throw new InputException($"{file.Name} has a header but no rows; there is nothing to read");
    }
}
