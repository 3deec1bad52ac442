using System.Diagnostics;
using System.Numerics;
using CteFast.Data;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>
/// Compression of a stream: push rows as they come, and ask at any time for the few that best stand for all rows so far. Holds at most
/// 8·2^g·√n of n rows. Use one instance a thread.
/// </summary>
/// <remarks>
/// <para>
/// The tree of Compress(g), one buffer a level: level ℓ = 1, 2, … gathers 4^(g+1)·2^(ℓ−1) rows, each of which stands for 2^(ℓ−1)
/// rows of the stream; when full it is halved (symmetrised, with swaps) and what is kept passes to the level above. About
/// 4^(g+1)/2 kernel values a row and level, of which there are log4(n) − g.
/// </para>
/// <para>
/// The failure probability δ is divided without knowing n: the j-th halving of level ℓ gets δ/2 · 1/(ℓ(ℓ+1)) · 1/(j(j+1)). As
/// Σ 1/(i(i+1)) = 1, all halvings of an endless stream together fail with probability at most δ/2, by the union bound, and the
/// sub-Gaussian bound of Compress holds for what the levels hold at all times at once. It is larger than that of Compress with
/// n known by a factor of about √2 at most, as the bound grows with √log(1/δ_j) and the j-th of N halvings gets 1/j² instead of 1/N.
/// Every coreset asked for has δ/2 for itself.
/// </para>
/// <para>
/// Asking for a coreset leaves the levels as they are: kernel thinning picks from what they hold, in proportion to the rows that each
/// stands for, and swaps lower the MMD to what all levels hold with their weights (<see cref="CoresetOptions.Refine"/>). It takes about
/// P² kernel values for P rows held. Without refinement the part of the held rows that the draw passes over has no say, and the
/// coreset is worse than that of <see cref="CoresetCompressor{TKernel,T}"/>; with it, better than the published one's on all rows at once.
/// </para>
/// <para>
/// A stream cannot be standardised by moments that lie in its future: give the <see cref="Standardization"/> of a first sample or
/// of another day, or rows whose scales the kernel knows. <see cref="CoresetOptions.Bins"/> is not used: a stream is one bin.
/// Source: Shetty, Dwivedi and Mackey, <i>Distribution Compression in Near-linear Time</i> (ICLR 2022).
/// </para>
/// </remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
[DebuggerDisplay("{Count} rows pushed, {HeldCount} held")]
public sealed class StreamingCompressor<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CoresetOptions _options;
    private readonly KernelThinning<TKernel, T> _thinning;
    private readonly GroupThinning<TKernel, T> _groupThinning;
    private readonly PointSet<T> _points;
    private readonly List<StreamLevel<T>> _levels = [];
    private readonly List<long> _halvings = [];
    private readonly AlignedBuffer<int> _indices = new();
    private readonly AlignedBuffer<long> _positions = new();
    private readonly AlignedBuffer<T> _rows = new();
    private readonly AlignedBuffer<WeightedGroup> _groups = new();
    private Pcg64 _random;

    /// <summary>Starts a stream.</summary>
    /// <param name="kernel">The kernel, of standardised rows where a standardisation is given.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="options">The parameters.</param>
    /// <param name="standardization">What the kernel is to see the rows standardised by; null to take them as they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    /// <exception cref="ArgumentException">The standardisation is not of d features.</exception>
    public StreamingCompressor(TKernel kernel, int featureCount, CoresetOptions options, Standardization? standardization = null)
    {
        options.Check();
        _options = options;
        FeatureCount = featureCount;
        _thinning = new KernelThinning<TKernel, T>(kernel, options.Threads);
        _groupThinning = new GroupThinning<TKernel, T>(kernel, options with { Delta = options.Delta / 2 });
        _points = PointSet<T>.Empty(featureCount, standardization);
        _random = new Pcg64(new SeedSequence(options.Seed).Child(0));
        AddLevel();
    }

    /// <summary>The number of features, d.</summary>
    public int FeatureCount { get; }

    /// <summary>The rows pushed so far, n.</summary>
    public long Count { get; private set; }

    /// <summary>The rows held.</summary>
    public int HeldCount
    {
        get
        {
            int held = 0;
            foreach (StreamLevel<T> level in _levels) held += level.Count;
            return held;
        }
    }

    /// <summary>The size of the largest coreset that can be given now: n up to 4^(g+1) rows, and at least 2^g·√n − 1 after.</summary>
    public int LargestSize => GroupThinning<TKernel, T>.Largest(Groups());

    /// <summary>The rows that memory is there for.</summary>
    internal int Capacity => _levels.Sum(level => level.Capacity);

    /// <summary>Pushes rows. The coresets are the same however the rows are divided between calls.</summary>
    /// <remarks>Allocates only when a level is added, which is when n has grown fourfold. Nothing is pushed when it throws.</remarks>
    /// <param name="rows">Row-major rows, any number, finite.</param>
    /// <exception cref="ArgumentException">The rows are not whole, or a value is NaN or infinite, or is so once standardised.</exception>
    public void Push(ReadOnlySpan<T> rows)
    {
        if (rows.IsEmpty) return;
        PointSet<T>.CheckStandardized(rows, FeatureCount, _points.Standardization);
        while (!rows.IsEmpty)
        {
            int taken = _levels[0].Take(rows, Count);
            rows = rows[(taken * FeatureCount)..];
            Count += taken;
            for (int level = 0; _levels[level].IsFull; level++) Halve(level);
        }
    }

    /// <summary>Chooses rows of all that were pushed. The stream goes on as if it had not been asked.</summary>
    /// <remarks>The same rows for the same stream, seed and size.</remarks>
    /// <param name="positions">Receives where in the stream the rows stood, from 0; its length is the size asked for, at least 1.</param>
    /// <param name="rows">Receives the rows as they were pushed, row-major, size x d; empty when they are not wanted.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The number of rows chosen, distinct: the size asked for, or <see cref="LargestSize"/> where that is less.</returns>
    /// <exception cref="ArgumentException">There are no positions, or the rows do not fit them.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public int GetCoreset(Span<long> positions, Span<T> rows = default, CancellationToken cancellationToken = default)
    {
        if (positions.IsEmpty) throw new ArgumentException("A coreset has at least one row.", nameof(positions));
        if (!rows.IsEmpty && rows.Length != (long)positions.Length * FeatureCount)
            throw new ArgumentException($"{positions.Length} rows of {FeatureCount} features do not fit {rows.Length} places.", nameof(rows));
        ReadOnlySpan<WeightedGroup> groups = Groups();
        int size = Math.Min(positions.Length, GroupThinning<TKernel, T>.Largest(groups));
        if (size == 0) return 0;

        int held = HeldCount;
        Span<long> heldPositions = _positions.Ensure(held);
        Span<T> heldRows = _rows.Ensure(checked(held * FeatureCount));
        int first = 0;
        foreach (StreamLevel<T> level in _levels)
        {
            level.Positions.CopyTo(heldPositions[first..]);
            level.Rows.CopyTo(heldRows[(first * FeatureCount)..]);
            first += level.Count;
        }

        _points.Refill(heldRows);
        Span<int> chosen = _indices.Ensure(size);
        var random = new Pcg64(new SeedSequence(_options.Seed).Child(1));
        _groupThinning.Run(_points, groups, ref random, chosen, cancellationToken);
        for (int i = 0; i < size; i++)
        {
            positions[i] = heldPositions[chosen[i]];
            if (!rows.IsEmpty) heldRows.Slice(chosen[i] * FeatureCount, FeatureCount).CopyTo(rows[(i * FeatureCount)..]);
        }

        return size;
    }

    private void AddLevel()
    {
        int level = _levels.Count;
        _levels.Add(new StreamLevel<T>(checked(1 << (2 * (_options.Oversampling + 1) + level)), FeatureCount, 1L << level));
        _halvings.Add(0);
    }

    /// <summary>Halves a full level into the one above.</summary>
    private void Halve(int index)
    {
        if (index + 1 == _levels.Count) AddLevel();
        StreamLevel<T> level = _levels[index];
        _points.Refill(level.Rows);
        Span<int> indices = _indices.Ensure(level.Count);
        IndexLoops.Sequence(indices);
        double turn = ++_halvings[index];
        double delta = _options.Delta / 2 / ((index + 1.0) * (index + 2.0)) / (turn * (turn + 1));
        _thinning.HalveSymmetrized(_points, indices, delta, swap: true, ref _random);
        _levels[index + 1].TakeFrom(level, indices[..(indices.Length / 2)]);
    }

    private ReadOnlySpan<WeightedGroup> Groups()
    {
        Span<WeightedGroup> groups = _groups.Ensure(_levels.Count);
        for (int i = 0; i < groups.Length; i++) groups[i] = _levels[i].Group;
        return groups;
    }
}
