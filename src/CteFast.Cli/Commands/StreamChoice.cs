using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Cli.Commands;

/// <summary>Rows chosen from a stream, and how well they stand for all, estimated.</summary>
internal sealed record StreamedCoreset(long[] Positions, double SquaredMmd, double SquaredMmdUniform);

/// <summary>The choice from a stream, for whatever kernel.</summary>
internal sealed class StreamChoice(DataFile file, FeatureSchema schema, Standardization standardization, CompressionRequest request, IProgress<double>? progress, CancellationToken cancellationToken)
    : IKernelFunction<StreamedCoreset>
{
    private const int LargestReference = 16_384;

    public StreamedCoreset Invoke<TKernel>(TKernel kernel)
        where TKernel : struct, IKernel<float>
    {
        // The choice itself, then the references: independent of it and of each other.
        StreamingCompressor<TKernel, float>[] streams = [.. Enumerable.Range(0, 3).Select(i => new StreamingCompressor<TKernel, float>(
            kernel, schema.Count, request.Options with { Seed = unchecked(request.Options.Seed + i * 0x5851F42D4C957F2D) & long.MaxValue }, standardization))];
        Push(streams);
        if (request.Size > streams[0].LargestSize)
            throw new InputException($"--size {request.Size}: of {streams[0].Count} rows a stream holds enough for {streams[0].LargestSize}; choose 1 to {streams[0].LargestSize}");

        (long[] positions, PointSet<float> coreset) = Coreset(streams[0], request.Size);
        (_, PointSet<float> first) = Coreset(streams[1], Math.Min(LargestReference, streams[1].LargestSize));
        (_, PointSet<float> second) = Coreset(streams[2], Math.Min(LargestReference, streams[2].LargestSize));
        int threads = request.Options.Threads;
        return new StreamedCoreset(positions,
            Mmd.SquaredThrough(kernel, coreset, first, second, threads, cancellationToken),
            Mmd.SquaredOfUniformThrough(kernel, first, second, streams[0].Count, request.Size, threads, cancellationToken));
    }

    private void Push<TKernel>(StreamingCompressor<TKernel, float>[] streams)
        where TKernel : struct, IKernel<float>
    {
        foreach (FeatureTable block in file.ReadBlocks(schema, progress)) Parallel.ForEach(streams, stream => stream.Push(block.Rows));
    }

    private (long[] Positions, PointSet<float> Points) Coreset<TKernel>(StreamingCompressor<TKernel, float> stream, int size)
        where TKernel : struct, IKernel<float>
    {
        long[] positions = new long[size];
        float[] rows = new float[size * schema.Count];
        stream.GetCoreset(positions, rows, cancellationToken);
        return (positions, PointSet<float>.FromRows(rows, standardization));
    }
}
