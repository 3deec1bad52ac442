using System.Diagnostics;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Numerics;
using CteFast.Tables;

namespace CteFast.Cli.Commands;

/// <summary>
/// Compression of a table of any size, of which few rows are held: it is read once for what its columns are, once for the moments, once for the choice. Two more streams with
/// other seeds choose the references by which the MMD is estimated.
/// </summary>
internal static class StreamCompression
{
    private const int SampleSize = 16_384;

    // The parts of the time, as of 200,000 rows of 16 numbers: the last is the MMD's.
    private const double DescribingPart = 0.15, MeasuringPart = 0.3, ReadingPart = 0.95;

    /// <summary>Reads the table and chooses rows.</summary>
    public static CoresetReport Run(DataFile file, CompressionRequest request, Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (request.Options.Weighted)
            throw new InputException("--weights needs all rows in memory; leave it or --method stream out");
        if (request.Family == KernelFamily.Sobolev)
            throw new InputException("--kernel sobolev needs all rows in memory; leave --method stream out, or choose another kernel");
        long start = Stopwatch.GetTimestamp();
        return ProgressBar.Run(terminal, "Compressing", progress =>
        {
            TableDescription table = file.Describe(file.Options with { RefuseMissing = true }, PartProgress.Of(progress, 0, DescribingPart));
            if (table.Schema.FirstOrDefault(feature => feature.Levels.Count > 0) is { } category)
                throw new InputException($"{file.Name}: --method stream takes numbers, and column {InputException.Quote(category.Name)} has levels, such as {InputException.Quote(category.Levels[0])}; leave it out with --drop");
            request.CheckSize(file.Name, table.RowCount);
            int d = table.Schema.Count;
            (StandardizationBuilder moments, PointSetBuilder<float> sample) = Measure(file, table, PartProgress.Of(progress, DescribingPart, MeasuringPart));
            Standardization standardization = moments.Build();
            double paper = Bandwidth.Standardized(d);
            double median = Bandwidth.MedianHeuristic(sample.Build(standardization), cancellationToken: cancellationToken);
            double used = request.Bandwidth is { } rule ? rule.Number ?? (rule.IsMedian ? median : paper) : paper;
            StreamedCoreset coreset = new KernelChoice(request.Family, used).Invoke<StreamChoice, StreamedCoreset>(
                d, new StreamChoice(file, table.Schema, standardization, request, PartProgress.Of(progress, MeasuringPart, ReadingPart), cancellationToken));
            return new CoresetReport
            {
                Indices = coreset.Positions,
                InputCount = moments.Count,
                Features = [.. table.Schema.Select(feature => new FeatureReport(feature.Name, Levels: null, Missing: 0))],
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
    private static (StandardizationBuilder Moments, PointSetBuilder<float> Sample) Measure(DataFile file, TableDescription table, IProgress<double>? progress)
    {
        StandardizationBuilder moments = new(table.Schema.Count);
        PointSetBuilder<float> sample = new(table.Schema.Count, SampleSize);
        long distance = table.RowCount / SampleSize + 1, row = 0;
        foreach (FeatureTable block in file.ReadBlocks(table.Schema, progress))
        {
            moments.Add(block.Rows);
            for (int i = 0; i < block.Count; i++, row++)
            {
                if (row % distance == 0) sample.Add(block[i]);
            }
        }

        return (moments, sample);
    }
}
