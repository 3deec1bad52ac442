using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Thinning;

/// <summary>The step of Compress: halves points and keeps one half or the other by a fair coin, so that neither is preferred. Owns its scratch.</summary>
internal sealed class SymmetrizedHalving<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TKernel _kernel;
    private readonly SplitWalk<TKernel, T> _walk;
    private readonly SwapStatistic<TKernel, T> _statistic;
    private readonly SwapSearch<TKernel, T> _search;
    private readonly AlignedBuffer<T> _gathered = new();
    private readonly AlignedBuffer<int> _order = new();
    private readonly AlignedBuffer<int> _halves = new();
    private readonly AlignedBuffer<int> _kept = new();
    private readonly AlignedBuffer<double> _uniforms = new();

    public SymmetrizedHalving(TKernel kernel, int threads)
    {
        _kernel = kernel;
        _walk = new SplitWalk<TKernel, T>(kernel);
        _statistic = new SwapStatistic<TKernel, T>(kernel, threads);
        _search = new SwapSearch<TKernel, T>(kernel, _statistic, threads);
    }

    /// <summary>Halves points; see <see cref="KernelThinning{TKernel, T}.HalveSymmetrized"/>.</summary>
    public void Halve(PointSet<T> points, Span<int> indices, double delta, bool swap, ref Pcg64 random, CancellationToken cancellationToken)
    {
        PointBlocks<T> blocks = points.Gather(indices, _gathered);
        int size = indices.Length / 2;
        Span<int> halves = _halves.Ensure(indices.Length), half = halves[..size], complement = halves[size..];
        if (indices.Length == 4)
        {
            HalveFour(_kernel, blocks, meanZero: false, halves);
            Keep(indices, random.NextDouble() < 0.5 ? half : complement);
            return;
        }

        Span<double> uniforms = _uniforms.Ensure(size);
        random.Fill(uniforms);
        (double halved, double everySecond) = _walk.Back(blocks, delta, uniforms, cancellationToken);
        bool isHalved = !swap || halved < everySecond;
        if (isHalved)
        {
            Span<int> order = _order.Ensure(indices.Length);
            IndexLoops.Sequence(order);
            _walk.Divide(order, half, complement);
        }
        else
        {
            for (int i = 0; i < size; i++) (half[i], complement[i]) = (2 * i + 1, 2 * i);
        }

        if (swap)
        {
            _statistic.StartHalf(blocks, _walk, isHalved, half);
            _search.Pass(_statistic.SetApart(blocks, half, complement), half, complement, isLast: true, cancellationToken);
        }

        Keep(indices, random.NextDouble() > 0.5 ? complement : half);
    }

    private void Keep(Span<int> indices, ReadOnlySpan<int> places)
    {
        Span<int> kept = _kept.Ensure(places.Length);
        IndexLoops.Gather(indices, places, kept);
        kept.CopyTo(indices);
    }

    /// <summary>Halves four points optimally. Two places are the half, the other two its complement.</summary>
    [SkipLocalsInit]
    public static void HalveFour(TKernel kernel, PointBlocks<T> four, bool meanZero, Span<int> places)
    {
        Span<T> values = stackalloc T[PointBlock.Size * PointBlock.Size];
        kernel.Fill(ref four.Block(0), PointBlock.Size, ref four.Block(0), 1, four.FeatureCount, ref values[0], PointBlock.Size);
        ReadOnlySpan<int> pairings = [0, 1, 2, 3, 0, 2, 1, 3, 0, 3, 1, 2, 1, 2, 0, 3, 1, 3, 0, 2, 2, 3, 0, 1];
        double lowest = double.PositiveInfinity;
        for (int i = 0; i < (meanZero ? 6 : 3); i++)
        {
            ReadOnlySpan<int> pairing = pairings.Slice(4 * i, 4);
            double sum = meanZero
                ? Value(values, pairing[0], pairing[0]) + 2 * Value(values, pairing[1], pairing[0]) + Value(values, pairing[1], pairing[1])
                : Value(values, pairing[1], pairing[0]) + Value(values, pairing[3], pairing[2]);
            if (sum < lowest)
            {
                lowest = sum;
                pairing.CopyTo(places);
            }
        }

        static double Value(ReadOnlySpan<T> values, int row, int column) => Lanes<T>.ToDouble(values[row * PointBlock.Size + column]);
    }
}
