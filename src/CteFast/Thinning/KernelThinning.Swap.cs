using CteFast.Data;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    private readonly AlignedBuffer<int> _coreset = new();
    private readonly AlignedBuffer<int> _map = new();

    /// <summary>
    /// Improves a coreset by swaps (KT-SWAP): for every place in order, the point there gives way to the input point that
    /// lowers the squared MMD most, itself included.
    /// </summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the input points, n.</param>
    /// <param name="options">Variants; δ is not used.</param>
    /// <param name="coreset">Indices among <paramref name="input"/>; replaced by the better ones in place.</param>
    /// <param name="cancellationToken">Stops the work; the coreset is then as it was.</param>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="ArgumentException">A point of the coreset is not one of the input, or is there twice though points must be unique.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public bool Swap(PointSet<T> points, ReadOnlySpan<int> input, ThinningOptions options, Span<int> coreset, CancellationToken cancellationToken = default) =>
        Swap(points, input, options, coreset, complement: default, cancellationToken);

    /// <summary>As the other overload, and keeps the complement: a point swapped in leaves its place there to the one it replaced.</summary>
    /// <param name="points">The points.</param>
    /// <param name="input">The indices of the input points, n.</param>
    /// <param name="options">Variants, <see cref="ThinningOptions.Unique"/> when a complement is kept.</param>
    /// <param name="coreset">Indices among <paramref name="input"/>; replaced by the better ones in place.</param>
    /// <param name="complement">The input points not in the coreset, or empty.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="ArgumentException">A point is not one of the input, or is there twice though points must be unique.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public bool Swap(PointSet<T> points, ReadOnlySpan<int> input, ThinningOptions options, Span<int> coreset, Span<int> complement,
        CancellationToken cancellationToken = default)
    {
        if (!complement.IsEmpty && coreset.Length + complement.Length != input.Length)
            throw new ArgumentException($"A coreset of {coreset.Length} and a complement of {complement.Length} points are not all {input.Length}.", nameof(complement));
        points.Gather(input, ref LocalBlocks(input.Length, points.FeatureCount));
        ReadOnlySpan<double> mean = MeanOfGathered(input.Length, points.FeatureCount, options, cancellationToken);
        Span<int> places = _coreset.Ensure(coreset.Length + complement.Length);
        Span<int> rest = places[coreset.Length..];
        FindPlaces(points, input, coreset, places);
        FindPlaces(points, input, complement, rest);
        places = places[..coreset.Length];
        StartStatistic(_local, points.FeatureCount, input.Length, mean, places);
        Candidates candidates = rest.IsEmpty
            ? SetApart(_local, points.FeatureCount, input.Length, places, options.Unique)
            : SetApart(points.FeatureCount, input.Length, places, rest);
        bool changed = SwapPass(candidates, places, rest, isLast: true, cancellationToken) > 0;
        IndexLoops.Gather(input, places, coreset);
        IndexLoops.Gather(input, rest, complement);
        return changed;
    }

    /// <summary>The kernel mean of the input; empty for a zero mean.</summary>
    internal ReadOnlySpan<double> MeanOf(PointSet<T> points, ReadOnlySpan<int> input, ThinningOptions options, CancellationToken cancellationToken)
    {
        points.Gather(input, ref LocalBlocks(input.Length, points.FeatureCount));
        return MeanOfGathered(input.Length, points.FeatureCount, options, cancellationToken);
    }

    private ReadOnlySpan<double> MeanOfGathered(int count, int featureCount, ThinningOptions options, CancellationToken cancellationToken)
    {
        if (options.MeanZero) return default;
        Span<double> mean = _mean.Ensure(count);
        Discrepancy.KernelMean.Compute(_kernel, _local, count, featureCount, _sums, mean, _team.Length, cancellationToken);
        return mean;
    }

    /// <summary>The first place of every index in the input, which is looked through for each where that is less work than a map of all points.</summary>
    private void FindPlaces(PointSet<T> points, ReadOnlySpan<int> input, ReadOnlySpan<int> indices, Span<int> places)
    {
        if ((long)input.Length * indices.Length <= points.Count)
        {
            for (int i = 0; i < indices.Length; i++) places[i] = Found(input.IndexOf(indices[i]), indices[i]);
            return;
        }

        Span<int> map = _map.Ensure(points.Count);
        map.Fill(-1);
        for (int i = input.Length - 1; i >= 0; i--) map[input[i]] = i;
        for (int i = 0; i < indices.Length; i++) places[i] = Found((uint)indices[i] < (uint)map.Length ? map[indices[i]] : -1, indices[i]);

        static int Found(int place, int index) =>
            place >= 0 ? place : throw new ArgumentException($"Point {index} is not one of the input.", nameof(indices));
    }
}
