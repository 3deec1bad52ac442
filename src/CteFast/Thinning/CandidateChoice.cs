using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>Chooses among coresets the one of least squared MMD to the input. Owns its scratch.</summary>
internal sealed class CandidateChoice<TKernel, T>(TKernel kernel)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelStrip<T> _strip = new();
    private readonly AlignedBuffer<T> _gathered = new();

    /// <summary>Replaces the best places so far by the candidate that beats them and all others. Returns its number, or −1 when none does.</summary>
    public int ImproveOn(PointBlocks<T> points, ReadOnlySpan<double> mean, ReadOnlySpan<int> candidates, Span<int> best)
    {
        int size = best.Length, chosen = -1;
        double lowest = RelativeSquaredMmd(points, mean, best);
        for (int candidate = 0; candidate < candidates.Length / size; candidate++)
        {
            double value = RelativeSquaredMmd(points, mean, candidates.Slice(candidate * size, size));
            if (value < lowest) (lowest, chosen) = (value, candidate);
        }

        if (chosen >= 0) candidates.Slice(chosen * size, size).CopyTo(best);
        return chosen;
    }

    /// <summary>The squared MMD to the input, less the part of the input alone, which all candidates share.</summary>
    private double RelativeSquaredMmd(PointBlocks<T> points, ReadOnlySpan<double> mean, ReadOnlySpan<int> places)
    {
        int size = places.Length;
        PointBlocks<T> coreset = points.Gather(places, _gathered);
        double total = 0, toInput = 0;
        for (int block = 0; block < coreset.BlockCount; block++)
        {
            _strip.Fill(kernel, ref coreset.Buffer.Reference, block, coreset.FeatureCount);
            int rows = Math.Min(PointBlock.Size, size - _strip.Before);
            for (int row = 0; row < rows; row++)
            {
                ref T values = ref _strip.Row(row);
                total += 2 * Lanes<T>.Sum(ref values, _strip.Before);
                total = Lanes<T>.AddInOrder(total, ref Unsafe.Add(ref values, _strip.Before), rows);
            }
        }

        if (!mean.IsEmpty)
        {
            foreach (int place in places) toInput += mean[place];
        }

        return (total / size - 2 * toInput) / size;
    }
}
