using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;

namespace CteFast.Thinning;

// The two walks over the pairs of the gathered points. Both set the points' signs, −1 for the first coreset and 1 for the second, by the signed
// kernel sums G_i = Σ_r s_r k(x_r, x_i) over the points before.
public sealed partial class KernelThinning<TKernel, T>
{
    // The points that a panel is taken against at a time stay in the first-level cache up to some 30 features.
    private const int WalkPanelBlocks = 16;

    private readonly AlignedBuffer<double> _blockBalance = new();

    /// <summary>
    /// Looks ahead: as soon as a block has its signs, its kernel with all later points joins their sums, and is needed no more. Takes the sums of
    /// the kernel along. Threads share the points after a panel.
    /// </summary>
    private void WalkAhead(int featureCount, int count, double delta, ReadOnlySpan<double> uniforms, int threads, CancellationToken cancellationToken)
    {
        int blockCount = PointBlock.Count(count), padded = blockCount * PointBlock.Size;
        _signs.EnsureZero(padded);
        _balance.EnsureZero(padded);
        _sums.Start(count, KernelSums<T>.MaximumGroups);
        var walk = new BalancingWalk(count, delta);
        Span<double> balance = _blockBalance.Ensure(PointBlock.Size);
        for (int panel = 0; panel < blockCount; panel += WalkPanelBlocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int end = Math.Min(panel + WalkPanelBlocks, blockCount);
            for (int block = panel; block < end; block++)
            {
                int start = block * PointBlock.Size, rows = Math.Min(PointBlock.Size, count - start);
                ref T points = ref Unsafe.Add(ref _local.Reference, start * featureCount);
                ref T within = ref _within.Ensure(PointBlock.Size * PointBlock.Size)[0];
                _kernel.Fill(ref points, PointBlock.Size, ref points, 1, featureCount, ref within, PointBlock.Size);
                for (int i = 0; i < balance.Length; i++) balance[i] = Lanes<T>.ToDouble(Unsafe.Add(ref _balance.Reference, start + i));
                WalkBlock(ref walk, ref within, PointBlock.Size, start, rows, balance, uniforms);
                _sums.AddWithin(ref within, PointBlock.Size, rows, start, group: 0);
                if (block + 1 < end) AddAhead(featureCount, count, block, (block + 1)..end, group: 0);
            }

            if (end == blockCount) break;
            if (threads > 1) AddAheadInParallel(featureCount, count, panel..end, threads);
            else
            {
                for (int group = 0; group < KernelSums<T>.MaximumGroups; group++) AddAhead(featureCount, count, panel..end, group);
            }
        }
    }

    // Apart, so that serial calls do not allocate the closure.
    private void AddAheadInParallel(int featureCount, int count, Range panel, int threads) =>
        Threads.For(KernelSums<T>.MaximumGroups, threads, group => AddAhead(featureCount, count, panel, group));

    /// <summary>Takes a panel against a group's share of the points after it. The shares do not depend on the threads, and so the bits do not.</summary>
    private void AddAhead(int featureCount, int count, Range panel, int group)
    {
        int first = panel.End.Value, rest = PointBlock.Count(count) - first;
        int end = first + rest * (group + 1) / KernelSums<T>.MaximumGroups;
        for (int start = first + rest * group / KernelSums<T>.MaximumGroups; start < end; start += WalkPanelBlocks)
        {
            Range columns = start..Math.Min(start + WalkPanelBlocks, end);
            for (int block = panel.Start.Value; block < first; block++) AddAhead(featureCount, count, block, columns, group);
        }
    }

    private void AddAhead(int featureCount, int count, int block, Range columns, int group)
    {
        int row = block * PointBlock.Size, column = columns.Start.Value * PointBlock.Size;
        int length = Math.Min(columns.End.Value * PointBlock.Size, count) - column;
        _sums.AddSplit(_kernel, ref Unsafe.Add(ref _local.Reference, row * featureCount), ref Unsafe.Add(ref _local.Reference, column * featureCount),
            length, featureCount, row, column, group, ref Unsafe.Add(ref _signs.Reference, row), ref Unsafe.Add(ref _balance.Reference, column));
    }

    /// <summary>
    /// Looks back: the signed sums of all points over all points are wanted, so that a block's kernel with the points before it is kept until the
    /// block has its signs. Returns n² times the squared MMD to the input of the first coreset and of every second point.
    /// </summary>
    private (double Halved, double Turns) WalkBack(int featureCount, int count, double delta, ReadOnlySpan<double> uniforms, CancellationToken cancellationToken)
    {
        int padded = PointBlock.Count(count) * PointBlock.Size;
        _signs.EnsureZero(padded);
        _balance.EnsureZero(padded);
        var walk = new BalancingWalk(count, delta);
        double turns = 0;
        Span<double> balance = _blockBalance.Ensure(PointBlock.Size);
        for (int block = 0; block < PointBlock.Count(count); block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _strip.Fill(_kernel, ref _local.Reference, block, featureCount);
            int start = _strip.Before, rows = Math.Min(PointBlock.Size, count - start);
            ref T values = ref _strip.Row(0), signs = ref Unsafe.Add(ref _signs.Reference, start);
            Lanes<T>.Dot(ref values, _strip.Stride, ref _signs.Reference, start, balance);
            turns += WalkBlock(ref walk, ref Unsafe.Add(ref values, start), _strip.Stride, start, rows, balance, uniforms);
            turns += 2 * Lanes<T>.AddPairs(ref _balance.Reference, ref values, _strip.Stride, ref signs, rows / 2, start);
        }

        return (walk.Halved, turns);
    }

    /// <summary>
    /// Decides the pairs of a block, whose signed sums over the points before it are given, and takes each pair into the sums of the block, which are
    /// kept.
    /// Returns what the block by itself adds to n² times the squared MMD of every second point.
    /// </summary>
    private double WalkBlock(ref BalancingWalk walk, ref T within, nint stride, int start, int rows, Span<double> balance, ReadOnlySpan<double> uniforms)
    {
        ref T signs = ref Unsafe.Add(ref _signs.Reference, start);
        Span<double> byTurns = stackalloc double[PointBlock.Size];
        byTurns.Clear();
        double turns = 0;
        for (int x = 0; x + 1 < rows; x += 2)
        {
            ref T first = ref Unsafe.Add(ref within, x * stride), second = ref Unsafe.Add(ref first, stride);
            double squared = Lanes<T>.ToDouble(Unsafe.Add(ref first, x)) - 2 * Lanes<T>.ToDouble(Unsafe.Add(ref second, x)) + Lanes<T>.ToDouble(Unsafe.Add(ref second, x + 1));
            double sign = walk.Step(squared, balance[x] - balance[x + 1], uniforms[(start + x) / 2]);
            turns += squared + 2 * (byTurns[x + 1] - byTurns[x]);
            Unsafe.Add(ref signs, x) = Lanes<T>.FromDouble(sign);
            Unsafe.Add(ref signs, x + 1) = Lanes<T>.FromDouble(-sign);
            // A kernel is symmetric: a row of it is a column.
            Lanes<T>.AddDifference(balance, ref first, ref second, sign);
            Lanes<T>.AddDifference(byTurns, ref second, ref first, 1);
        }

        for (int row = 0; row < rows; row++) Unsafe.Add(ref _balance.Reference, start + row) = Lanes<T>.FromDouble(balance[row]);
        return turns;
    }
}
