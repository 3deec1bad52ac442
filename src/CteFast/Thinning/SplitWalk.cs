using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>
/// One halving of KT-SPLIT: walks over the pairs of neighbouring points and gives each point a sign, −1 for the first half and 1 for the second.
/// Decides by the signed kernel sums G_i = Σ_r s_r k(x_r, x_i) over the points before. Owns its scratch.
/// </summary>
internal sealed class SplitWalk<TKernel, T>(TKernel kernel)
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The points that a panel is taken against at a time stay in the first-level cache up to some 30 features.
    private const int PanelBlocks = 16;

    private readonly KernelSums<T> _sums = new();
    private readonly KernelStrip<T> _strip = new();
    private readonly AlignedBuffer<T> _signs = new();
    private readonly AlignedBuffer<T> _balance = new();
    private readonly AlignedBuffer<T> _within = new();
    private readonly AlignedBuffer<T> _panel = new();
    private readonly AlignedBuffer<double> _blockBalance = new();

    /// <summary>
    /// Walks and looks ahead: as soon as a block has its signs, its kernel with all later points is added to their sums, and is needed no more. The
    /// sums of the kernel without signs are taken on the same walk. Threads share the points after a panel.
    /// </summary>
    public void Ahead(PointBlocks<T> points, double delta, ReadOnlySpan<double> uniforms, int threads, CancellationToken cancellationToken)
    {
        int count = points.Count, blockCount = points.BlockCount;
        _signs.EnsureZero(points.Padded);
        _balance.EnsureZero(points.Padded);
        _sums.Start(count, KernelSums<T>.MostParts);
        var walk = new BalancingWalk(count, delta);
        Span<double> balance = _blockBalance.Ensure(PointBlock.Size);
        for (int panel = 0; panel < blockCount; panel += PanelBlocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int end = Math.Min(panel + PanelBlocks, blockCount);
            for (int block = panel; block < end; block++)
            {
                int start = block * PointBlock.Size, rows = Math.Min(PointBlock.Size, count - start);
                ref T within = ref _within.Ensure(PointBlock.Size * PointBlock.Size)[0];
                kernel.Fill(ref points.Block(block), PointBlock.Size, ref points.Block(block), 1, points.FeatureCount, ref within, PointBlock.Size);
                for (int i = 0; i < balance.Length; i++) balance[i] = Lanes<T>.ToDouble(Unsafe.Add(ref _balance.Reference, start + i));
                WalkBlock(ref walk, ref within, PointBlock.Size, start, rows, balance, uniforms);
                _sums.AddWithin(ref within, PointBlock.Size, rows, start, part: 0);
                if (block + 1 < end) AddBlock(points, block, (block + 1)..end, part: 0);
            }

            if (end == blockCount) break;
            if (threads > 1) AddPanelInParallel(points, panel..end, threads);
            else
            {
                for (int part = 0; part < KernelSums<T>.MostParts; part++) AddPanel(points, panel..end, part);
            }
        }
    }

    /// <summary>The kernel mean of the points of the last walk ahead.</summary>
    public void TakeMeans(Span<double> destination, int count) => _sums.TakeMeans(destination, count);

    /// <summary>
    /// Walks and looks back: the signed sums of all points over all points are wanted, so that a block's kernel with the points before it is kept
    /// until the block has its signs. Returns n² times the squared MMD to the input, of the first half and of every second point.
    /// </summary>
    public (double Halved, double EverySecond) Back(PointBlocks<T> points, double delta, ReadOnlySpan<double> uniforms, CancellationToken cancellationToken)
    {
        _signs.EnsureZero(points.Padded);
        _balance.EnsureZero(points.Padded);
        var walk = new BalancingWalk(points.Count, delta);
        double everySecond = 0;
        Span<double> balance = _blockBalance.Ensure(PointBlock.Size);
        for (int block = 0; block < points.BlockCount; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _strip.Fill(kernel, ref points.Buffer.Reference, block, points.FeatureCount);
            int start = _strip.Before, rows = Math.Min(PointBlock.Size, points.Count - start);
            ref T values = ref _strip.Row(0), signs = ref Unsafe.Add(ref _signs.Reference, start);
            Lanes<T>.Dot(ref values, _strip.Stride, ref _signs.Reference, start, balance);
            everySecond += WalkBlock(ref walk, ref Unsafe.Add(ref values, start), _strip.Stride, start, rows, balance, uniforms);
            everySecond += 2 * Lanes<T>.AddPairs(ref _balance.Reference, ref values, _strip.Stride, ref signs, rows / 2, start);
        }

        return (walk.Halved, everySecond);
    }

    /// <summary>Sends every point to the half that its sign names, in order.</summary>
    // Hot from the first call on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Divide(ReadOnlySpan<int> whole, Span<int> first, Span<int> second)
    {
        for (int pair = 0; pair < first.Length; pair++)
        {
            int swapped = T.IsPositive(Unsafe.Add(ref _signs.Reference, 2 * pair)) ? 1 : 0;
            first[pair] = whole[2 * pair + swapped];
            second[pair] = whole[2 * pair + 1 - swapped];
        }
    }

    /// <summary>
    /// The swap statistic of one half after a walk back, but for the diagonal: the half's kernel sum less half of the input's is half of the signed
    /// sum. Two means would cancel, this does not.
    /// </summary>
    /// <param name="points">The points walked over.</param>
    /// <param name="isHalved">Whether the half is the first half of the walk; otherwise it is every second point.</param>
    /// <param name="statistic">Receives the statistic, one lane a point.</param>
    public void TakeHalfStatistic(PointBlocks<T> points, bool isHalved, Span<T> statistic)
    {
        if (!isHalved) SumByTurns(points);
        // Signs are −1 in the first half, and 1 on every second point.
        T scale = Lanes<T>.FromDouble(isHalved ? -0.5 : 0.5);
        Lanes<T>.Scale(ref _balance.Reference, scale, ref statistic[0], points.Padded);
    }

    /// <summary>Replaces the signs by −1 and 1 in turn, and the signed sums by theirs.</summary>
    private void SumByTurns(PointBlocks<T> points)
    {
        Span<T> balance = _balance.EnsureZero(points.Padded), signs = _signs.EnsureZero(points.Padded);
        for (int i = 0; i < points.Count; i++) signs[i] = i % 2 == 0 ? -T.One : T.One;
        const int Stride = PanelBlocks * PointBlock.Size;
        ref T values = ref _panel.Ensure(PointBlock.Size * Stride)[0];
        for (int panel = 0; panel < points.BlockCount; panel += PanelBlocks)
        {
            int blocks = Math.Min(PanelBlocks, points.BlockCount - panel);
            for (int block = 0; block < points.BlockCount; block++)
            {
                kernel.Fill(ref points.Block(block), PointBlock.Size, ref points.Block(panel), blocks, points.FeatureCount, ref values, Stride);
                Lanes<T>.AddRows(ref balance[panel * PointBlock.Size], ref values, Stride, ref signs[block * PointBlock.Size], blocks * PointBlock.Size);
            }
        }
    }

    // Apart, so that serial calls do not allocate the closure.
    private void AddPanelInParallel(PointBlocks<T> points, Range panel, int threads) =>
        Threads.For(KernelSums<T>.MostParts, threads, part => AddPanel(points, panel, part));

    /// <summary>Computes the kernel of a panel with one part of the points after it. The parts do not depend on the threads, and so the bits do not.</summary>
    private void AddPanel(PointBlocks<T> points, Range panel, int part)
    {
        int first = panel.End.Value, rest = points.BlockCount - first;
        int end = first + rest * (part + 1) / KernelSums<T>.MostParts;
        for (int start = first + rest * part / KernelSums<T>.MostParts; start < end; start += PanelBlocks)
        {
            Range columns = start..Math.Min(start + PanelBlocks, end);
            for (int block = panel.Start.Value; block < first; block++) AddBlock(points, block, columns, part);
        }
    }

    private void AddBlock(PointBlocks<T> points, int block, Range columns, int part)
    {
        int row = block * PointBlock.Size, column = columns.Start.Value * PointBlock.Size;
        int length = Math.Min(columns.End.Value * PointBlock.Size, points.Count) - column;
        _sums.AddSplit(kernel, ref points.Block(block), ref points.Block(columns.Start.Value), length, points.FeatureCount, row, column, part,
            ref Unsafe.Add(ref _signs.Reference, row), ref Unsafe.Add(ref _balance.Reference, column));
    }

    /// <summary>
    /// Decides the pairs of a block, whose signed sums over the points before it are given, and takes each pair into the sums of the block, which
    /// are kept. Returns what the block by itself adds to n² times the squared MMD of every second point.
    /// </summary>
    private double WalkBlock(ref BalancingWalk walk, ref T within, nint stride, int start, int rows, Span<double> balance, ReadOnlySpan<double> uniforms)
    {
        ref T signs = ref Unsafe.Add(ref _signs.Reference, start);
        Span<double> byTurns = stackalloc double[PointBlock.Size];
        byTurns.Clear();
        double everySecond = 0;
        for (int x = 0; x + 1 < rows; x += 2)
        {
            ref T first = ref Unsafe.Add(ref within, x * stride), second = ref Unsafe.Add(ref first, stride);
            double squared = Lanes<T>.ToDouble(Unsafe.Add(ref first, x)) - 2 * Lanes<T>.ToDouble(Unsafe.Add(ref second, x)) + Lanes<T>.ToDouble(Unsafe.Add(ref second, x + 1));
            double sign = walk.Step(squared, balance[x] - balance[x + 1], uniforms[(start + x) / 2]);
            everySecond += squared + 2 * (byTurns[x + 1] - byTurns[x]);
            Unsafe.Add(ref signs, x) = Lanes<T>.FromDouble(sign);
            Unsafe.Add(ref signs, x + 1) = Lanes<T>.FromDouble(-sign);
            // A kernel is symmetric: a row of it is a column.
            Lanes<T>.AddDifference(balance, ref first, ref second, sign);
            Lanes<T>.AddDifference(byTurns, ref second, ref first, 1);
        }

        for (int row = 0; row < rows; row++) Unsafe.Add(ref _balance.Reference, start + row) = Lanes<T>.FromDouble(balance[row]);
        return everySecond;
    }
}
