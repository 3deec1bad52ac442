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
internal sealed class StreamChoice(CsvFile file, int[] columns, Standardization standardization, CompressionRequest request, IProgress<double>? progress, CancellationToken cancellationToken)
    : IKernelFunction<StreamedCoreset>
{
    private const int ChunkRows = 16_384, LargestReference = 16_384;

    /// <summary>Reads a row of numbers; false after the last.</summary>
    public static bool ReadRow(CsvRows rows, int[] columns, Span<float> row)
    {
        if (!rows.Read())
            return false;
        for (int j = 0; j < row.Length; j++)
        {
            ReadOnlySpan<char> cell = rows[columns[j]];
            row[j] = rows.TryNumber(columns[j], out float number) ? number : throw rows.Fault(columns[j], cell.IsEmpty
                ? "the value is missing, and --method stream takes numbers; fill it in, or leave the row out"
                : $"{InputException.Quote(cell)} is not a number, and --method stream takes numbers; correct it, or leave the column out with --drop");
        }

        return true;
    }

    public StreamedCoreset Invoke<TKernel>(TKernel kernel)
        where TKernel : struct, IKernel<float>
    {
        // The choice itself, then the references: independent of it and of each other.
        StreamingCompressor<TKernel, float>[] streams = [.. Enumerable.Range(0, 3).Select(i => new StreamingCompressor<TKernel, float>(
            kernel, columns.Length, request.Options with { Seed = unchecked(request.Options.Seed + i * 0x5851F42D4C957F2D) & long.MaxValue }, standardization))];
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
        using CsvRows rows = file.OpenRows(progress);
        float[] chunk = new float[ChunkRows * columns.Length];
        for (int filled = ChunkRows; filled == ChunkRows;)
        {
            filled = 0;
            while (filled < ChunkRows && ReadRow(rows, columns, chunk.AsSpan(filled * columns.Length, columns.Length)))
                filled++;
            int length = filled * columns.Length;
            Parallel.ForEach(streams, stream => stream.Push(chunk.AsSpan(0, length)));
        }
    }

    private (long[] Positions, PointSet<float> Points) Coreset<TKernel>(StreamingCompressor<TKernel, float> stream, int size)
        where TKernel : struct, IKernel<float>
    {
        long[] positions = new long[size];
        float[] rows = new float[size * columns.Length];
        stream.GetCoreset(positions, rows, cancellationToken);
        return (positions, PointSet<float>.FromRows(rows, standardization));
    }
}
