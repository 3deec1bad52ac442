using System.Numerics;
using CteFast.Attribution.Loops;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Curvature;

/// <summary>The rows and parameters over which a curvature matrix is a mean.</summary>
/// <param name="Network">The network.</param>
/// <param name="Data">The rows.</param>
/// <param name="Checkpoints">The parameters; all checkpoints have the same weight.</param>
/// <param name="Threads">The most threads.</param>
/// <param name="Cancellation">Stops the work.</param>
internal sealed record CurvatureRows<T>(DenseNetwork Network, LabelledData<T> Data, IReadOnlyList<ReadOnlyMemory<T>> Checkpoints, int Threads, CancellationToken Cancellation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockRows = ILayerLoops<T>.MostRows;

    /// <summary>The weight of one row at one checkpoint, 1/(N·C).</summary>
    public double Weight => 1.0 / ((double)Data.Count * Checkpoints.Count);

    /// <summary>
    /// Passes over all rows at all checkpoints, block by block. For each block it calls <paramref name="inputs"/> once, with the inputs of every layer, then
    /// <paramref name="column"/> for each column of the output Fisher matrix, with the δ̂ of every layer. No labels are sampled.
    /// </summary>
    public void Walk(Action<GradientBlock<T>> inputs, Action<GradientBlock<T>, int> column)
    {
        var pass = new NetworkPass<T>(Network, Math.Min(BlockRows, Data.Count), Threads);
        foreach (ReadOnlyMemory<T> checkpoint in Checkpoints)
        {
            for (int start = 0; start < Data.Count; start += BlockRows)
            {
                Cancellation.ThrowIfCancellationRequested();
                int count = Math.Min(BlockRows, Data.Count - start);
                pass.Forward(checkpoint.Span, Data.Features.Slice(start * Data.FeatureCount, count * Data.FeatureCount), count);
                pass.PrepareFisher();
                inputs(pass.Block);
                for (int k = 0; k < OutputHead.FisherColumns(Network); k++)
                {
                    pass.BackwardFisher(checkpoint.Span, k);
                    column(pass.Block, k);
                }
            }
        }
    }
}
