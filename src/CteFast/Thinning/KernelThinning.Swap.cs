using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Numerics;

namespace CteFast.Thinning;

public sealed partial class KernelThinning<TKernel, T>
{
    private const int SwapRows = 8;

    private readonly AlignedBuffer<T> _statistic = new();
    private readonly AlignedBuffer<T> _mask = new();
    private readonly AlignedBuffer<T> _query = new();
    private readonly AlignedBuffer<T> _rows = new();
    private readonly AlignedBuffer<T> _row = new();
    private readonly AlignedBuffer<int> _coreset = new();
    private readonly AlignedBuffer<int> _complementPlaces = new();

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
    public bool Swap(PointSet<T> points, ReadOnlySpan<int> input, ThinningOptions options, Span<int> coreset, Span<int> complement,
        CancellationToken cancellationToken = default)
    {
        points.Gather(input, ref LocalBlocks(input.Length, points.FeatureCount));
        Span<double> mean = default;
        if (!options.MeanZero)
        {
            mean = _mean.Ensure(input.Length);
            Discrepancy.KernelMean.Compute(_kernel, _local, input.Length, points.FeatureCount, _sums, mean, _team.Length, cancellationToken);
        }

        Span<int> places = _coreset.Ensure(coreset.Length + complement.Length);
        Span<int> rest = places[coreset.Length..];
        FindPlaces(input, coreset, places);
        FindPlaces(input, complement, rest);
        places = places[..coreset.Length];
        StartSwaps(points.FeatureCount, input.Length, mean, places, options.Unique);
        bool changed = SwapPass(ref _local.Reference, points.FeatureCount, input.Length, places, rest, cancellationToken);
        for (int i = 0; i < places.Length; i++) coreset[i] = input[places[i]];
        for (int i = 0; i < rest.Length; i++) complement[i] = input[rest[i]];
        return changed;
    }

    private static void FindPlaces(ReadOnlySpan<int> input, ReadOnlySpan<int> indices, Span<int> places)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            places[i] = input.IndexOf(indices[i]);
            if (places[i] < 0) throw new ArgumentException($"Point {indices[i]} is not one of the input.", nameof(indices));
        }
    }

    /// <summary>Prepares the statistic k_ii/c + 2(mean_j k(x_i, S_j) − m_i) of the gathered points and the mask of those in the coreset.</summary>
    private void StartSwaps(int featureCount, int count, ReadOnlySpan<double> mean, ReadOnlySpan<int> coreset, bool unique)
    {
        StartStatistic(ref _local.Reference, featureCount, count, mean, coreset);
        StartMask(count, coreset, unique);
    }

    private void StartStatistic(ref T blocks, int featureCount, int count, ReadOnlySpan<double> mean, ReadOnlySpan<int> coreset)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        _statistic.EnsureZero(padded);
        Span<T> weights = stackalloc T[PointBlock.Size];
        for (int start = 0; start < coreset.Length; start += PointBlock.Size)
        {
            ReadOnlySpan<int> group = coreset.Slice(start, Math.Min(PointBlock.Size, coreset.Length - start));
            FillRows(ref blocks, featureCount, count, group, PointBlock.Size);
            weights.Clear();
            weights[..group.Length].Fill(T.CreateTruncating(2.0 / coreset.Length));
            Lanes<T>.AddRows(ref _statistic.Reference, ref _rows.Reference, padded, ref weights[0], padded);
        }

        Span<T> statistic = _statistic.Ensure(padded);
        if (!mean.IsEmpty)
        {
            for (int i = 0; i < count; i++) statistic[i] -= T.CreateTruncating(2 * mean[i]);
        }

        AddDiagonal(ref blocks, featureCount, count, coreset.Length);
    }

    /// <summary>Adds k(x_i, x_i)/c to the statistic.</summary>
    private void AddDiagonal(ref T blocks, int featureCount, int count, int size)
    {
        ref T square = ref _row.Ensure(PointBlock.Size * PointBlock.Size)[0];
        T scale = T.One / T.CreateTruncating(size);
        for (int block = 0; block < PointBlock.Count(count); block++)
        {
            ref T rows = ref Unsafe.Add(ref blocks, block * PointBlock.Size * featureCount);
            _kernel.Fill(ref rows, PointBlock.Size, ref rows, 1, featureCount, ref square, PointBlock.Size);
            for (int i = 0; i < PointBlock.Size; i++)
                Unsafe.Add(ref _statistic.Reference, block * PointBlock.Size + i) += scale * Unsafe.Add(ref square, i * (PointBlock.Size + 1));
        }
    }

    /// <summary>Masks the filling lanes, and the coreset's points when they must be unique.</summary>
    private void StartMask(int count, ReadOnlySpan<int> coreset, bool unique)
    {
        Span<T> mask = _mask.EnsureZero(PointBlock.Count(count) * PointBlock.Size);
        mask[count..].Fill(T.PositiveInfinity);
        if (!unique) return;
        foreach (int place in coreset)
        {
            if (mask[place] != T.Zero) throw new ArgumentException("A point is twice in a coreset whose points must be unique.", nameof(coreset));
            mask[place] = T.PositiveInfinity;
        }
    }

    /// <summary>One pass of swaps; the statistic and the mask must have been started and are kept up to date.</summary>
    private bool SwapPass(ref T blocks, int featureCount, int count, Span<int> coreset, Span<int> complement, CancellationToken cancellationToken)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        Span<int> complementPlaces = complement.IsEmpty ? default : _complementPlaces.Ensure(count);
        for (int i = 0; i < complement.Length; i++) complementPlaces[complement[i]] = i;
        T scale = T.CreateTruncating(2.0 / coreset.Length);
        bool changed = false;
        for (int start = 0; start < coreset.Length; start += SwapRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<int> group = coreset.Slice(start, Math.Min(SwapRows, coreset.Length - start));
            FillRows(ref blocks, featureCount, count, group, SwapRows);
            for (int i = 0; i < group.Length; i++)
            {
                int leaving = group[i];
                ref T row = ref Unsafe.Add(ref _rows.Reference, i * padded);
                (T value, int entering) = Lanes<T>.Minimum(ref _statistic.Reference, ref _mask.Reference, scale, ref row, padded);
                T own = Unsafe.Add(ref _statistic.Reference, leaving) - scale * Unsafe.Add(ref row, leaving);
                bool masked = Unsafe.Add(ref _mask.Reference, leaving) != T.Zero;
                if (entering == leaving || !(value < own || (!masked && value == own && entering < leaving))) continue;

                changed = true;
                group[i] = entering;
                ref T enteringRow = ref FillRow(ref blocks, featureCount, count, entering);
                Lanes<T>.AddDifference(ref _statistic.Reference, scale, ref enteringRow, ref row, padded);
                if (masked)
                {
                    Unsafe.Add(ref _mask.Reference, leaving) = T.Zero;
                    Unsafe.Add(ref _mask.Reference, entering) = T.PositiveInfinity;
                }

                if (!complement.IsEmpty)
                {
                    int place = complementPlaces[entering];
                    complement[place] = leaving;
                    complementPlaces[leaving] = place;
                }
            }
        }

        return changed;
    }

    /// <summary>The kernel rows of up to <paramref name="capacity"/> points against all; rows past the last hold what they held.</summary>
    private void FillRows(ref T blocks, int featureCount, int count, ReadOnlySpan<int> places, int capacity)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        _query.Ensure(PointBlock.Size * featureCount);
        PointBlock.Gather(ref blocks, featureCount, places, ref _query.Reference);
        _rows.Ensure(capacity * padded);
        _kernel.Fill(ref _query.Reference, capacity, ref blocks, PointBlock.Count(count), featureCount, ref _rows.Reference, padded);
    }

    private ref T FillRow(ref T blocks, int featureCount, int count, int place)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        _row.Ensure(padded);
        _kernel.Fill(ref Unsafe.Add(ref blocks, PointBlock.Offset(place, featureCount)), 1, ref blocks, PointBlock.Count(count), featureCount, ref _row.Reference, padded);
        return ref _row.Reference;
    }
}
