using System.Runtime.CompilerServices;
using CteFast.Data;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    private readonly AlignedBuffer<T> _candidate = new();

    /// <summary>Standard thinning: every (n/c)-th of n points, counted back from the last; as even as can be where c does not divide n.</summary>
    /// <param name="count">The number of points, n.</param>
    /// <param name="destination">The c places kept, in order and all different.</param>
    /// <exception cref="ArgumentOutOfRangeException">More places are asked for than there are points.</exception>
    public static void StandardThin(int count, Span<int> destination)
    {
        int size = destination.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, size);
        for (int i = 0; i < size; i++) destination[i] = (int)(count - 1 - (size - 1L - i) * count / size);
    }

    /// <summary>Chooses the coreset of least squared MMD to the input among a baseline and candidates.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the input points, n.</param>
    /// <param name="baseline">The coreset to beat, such as that of standard thinning; indices among the points.</param>
    /// <param name="candidates">Candidates of equal size one after the other, indices among the points.</param>
    /// <param name="options">Variants; δ is not used.</param>
    /// <param name="best">The chosen coreset, as long as a candidate.</param>
    /// <returns>The chosen candidate, or −1 for the baseline.</returns>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public int Best(PointSet<T> points, ReadOnlySpan<int> input, ReadOnlySpan<int> baseline, ReadOnlySpan<int> candidates, ThinningOptions options,
        Span<int> best)
    {
        if (best.IsEmpty || baseline.Length != best.Length || candidates.Length % best.Length != 0)
            throw new ArgumentException($"A baseline of {baseline.Length} and candidates of {candidates.Length} indices do not fit coresets of {best.Length} points.", nameof(candidates));
        ReadOnlySpan<double> mean = MeanOf(points, input, options, default);
        FindPlaces(points, input, baseline, best);
        Span<int> places = _order.Ensure(candidates.Length);
        FindPlaces(points, input, candidates, places);
        // Two halves of the input have the same MMD to it.
        if (candidates.Length == 2 * best.Length && !options.MeanZero && AreAll(places, input.Length)) places = places[..best.Length];
        int chosen = ImproveOn(points.FeatureCount, mean, places, best);
        IndexLoops.Gather(input, best, best);
        return chosen;
    }

    /// <summary>Whether places are those of all of the input, each once.</summary>
    private bool AreAll(ReadOnlySpan<int> places, int count)
    {
        if (places.Length != count) return false;
        Span<int> seen = _map.Ensure(count);
        seen.Clear();
        foreach (int place in places)
        {
            if (seen[place]++ > 0) return false;
        }

        return true;
    }

    /// <summary>Replaces the best places so far by the candidate that beats them and all others.</summary>
    private int ImproveOn(int featureCount, ReadOnlySpan<double> mean, ReadOnlySpan<int> candidates, Span<int> best)
    {
        int size = best.Length, chosen = -1;
        double lowest = RelativeSquaredMmd(featureCount, mean, best);
        for (int candidate = 0; candidate < candidates.Length / size; candidate++)
        {
            double value = RelativeSquaredMmd(featureCount, mean, candidates.Slice(candidate * size, size));
            if (value < lowest) (lowest, chosen) = (value, candidate);
        }

        if (chosen >= 0) candidates.Slice(chosen * size, size).CopyTo(best);
        return chosen;
    }

    /// <summary>The squared MMD of gathered points to the input, less the input's own part, which all candidates share.</summary>
    private double RelativeSquaredMmd(int featureCount, ReadOnlySpan<double> mean, ReadOnlySpan<int> places)
    {
        int size = places.Length;
        _candidate.Ensure(PointBlock.Count(size) * PointBlock.Size * featureCount);
        PointBlock.Gather(ref _local.Reference, featureCount, places, ref _candidate.Reference);
        double total = 0, toInput = 0;
        for (int block = 0; block < PointBlock.Count(size); block++)
        {
            _strip.Fill(_kernel, ref _candidate.Reference, block, featureCount);
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
