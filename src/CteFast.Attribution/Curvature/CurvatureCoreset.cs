using System.Numerics;
using System.Numerics.Tensors;
using CteFast.Attribution.Models;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Attribution.Curvature;

/// <summary>Chooses few rows that stand for all rows when curvature is fitted: the second moments of their layer inputs are near those of all rows.</summary>
/// <remarks>
/// For k(a, a') = (a·a')² the MMD between a coreset and all rows is ‖A_m − A_N‖_F, the Frobenius norm of the difference of the means of a·aᵀ; here
/// a joins the inputs ā of all layers, each layer scaled to a mean square of 1, so that every layer's covariance is a block of A. The error of a curvature
/// bounds the error of its filter: ‖F_r(H) − F_r(H')‖ ≤ ½τ²‖H − H'‖ for positive semi-definite H and H'.
/// </remarks>
internal static class CurvatureCoreset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockRows = 256;

    /// <summary>Chooses rows by their layer inputs at the last of the points.</summary>
    public static int[] Choose(DenseNetwork network, LabelledData<T> data, IReadOnlyList<ReadOnlyMemory<T>> points, int size, long seed, int threads, CancellationToken cancellation)
    {
        int width = network.Layers.ToArray().Sum(layer => layer.Columns);
        var rows = new float[data.Count * width];
        var pass = new NetworkPass<T>(network, Math.Min(BlockRows, data.Count), threads);
        for (int start = 0; start < data.Count; start += BlockRows)
        {
            int count = Math.Min(BlockRows, data.Count - start);
            pass.Forward(points[^1].Span, data.Features.Slice(start * data.FeatureCount, count * data.FeatureCount), count);
            for (int i = 0; i < count; i++)
            {
                Span<float> row = rows.AsSpan((start + i) * width, width);
                for (int l = 0; l < network.Layers.Length; l++)
                {
                    ReadOnlySpan<T> input = pass.Block.Input(l, i);
                    TensorPrimitives.ConvertTruncating(input, row[..input.Length]);
                    row = row[input.Length..];
                }
            }
        }

        Scale(network, rows, width);
        return [.. Coreset.Compress(PointSet<float>.FromRows(rows, width), new QuadraticKernel(), size,
            new CoresetOptions { Seed = seed, Threads = threads }, progress: null, cancellation).Indices];
    }

    private static void Scale(DenseNetwork network, Span<float> rows, int width)
    {
        int first = 0, count = rows.Length / width;
        foreach (LayerShape layer in network.Layers)
        {
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                foreach (float value in rows.Slice(i * width + first, layer.Columns)) sum += (double)value * value;
            }

            float scale = (float)(1 / Math.Sqrt(sum / count));
            for (int i = 0; i < count; i++)
            {
                Span<float> row = rows.Slice(i * width + first, layer.Columns);
                TensorPrimitives.Multiply(row, scale, row);
            }

            first += layer.Columns;
        }
    }
}
