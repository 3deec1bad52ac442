using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Cli.Commands;

/// <summary>Compression of a table whose numbers fit in memory.</summary>
internal static class TableCompression
{
    /// <summary>Reads the table and chooses rows.</summary>
    public static CoresetReport Run(DataFile file, CompressionRequest request, Terminal terminal,
        CancellationToken cancellationToken)
    {
        FeatureTable table = ProgressBar.Run(terminal, "Reading", progress => file.Read(file.Options, progress)).Features;
        int rowCount = table.Count;
        request.CheckSize(file.Name, rowCount);
        FeaturePoints points = FeaturePoints.Of(table, request.Family, cancellationToken);
        KernelChoice kernel = new(request.Family, points.SquaredBandwidth(request.Bandwidth));
        Coreset coreset = ProgressBar.Run(terminal, "Compressing", progress
            => Coreset.Compress(points.Points, kernel, request.Size, request.Options, progress, cancellationToken));
        if (!double.IsFinite(coreset.SquaredMmd) || !double.IsFinite(coreset.SquaredMmdUniform))
            throw new InputException($"--kernel {request.Kernel} overflows with {points.Points.FeatureCount} columns; choose another, or leave columns out with --drop");

        return new CoresetReport
        {
            Indices = [.. coreset.Indices.Select(i => (long)i)],
            Weights = coreset.Weights,
            InputCount = rowCount,
            Features = FeatureReport.Of(table),
            Kernel = request.Kernel,
            SquaredBandwidth = coreset.SquaredBandwidth,
            SquaredBandwidthPaper = points.Paper,
            SquaredBandwidthMedian = points.Median,
            Mmd = Math.Sqrt(coreset.SquaredMmd),
            MmdUniform = Math.Sqrt(coreset.SquaredMmdUniform),
            KernelEvaluations = coreset.KernelEvaluations,
            Elapsed = coreset.Elapsed,
            Seed = request.Options.Seed,
        };
    }
}
