using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>
/// Sums of the kernel over all pairs, in double, taken from values computed once a pair; up to 1,024 of them are added up in
/// <typeparamref name="T"/> first, at most 64 one after the other. Each group is summed apart, and the groups are added in order at the end. Owns its scratch.
/// </summary>
internal sealed class KernelSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const int MaximumGroups = 8;

    private const int RowSums = PointBlock.Size * PointBlock.Size;

    private readonly AlignedBuffer<T>[] _scratch = new AlignedBuffer<T>[MaximumGroups];
    private readonly AlignedBuffer<double>[] _sums = new AlignedBuffer<double>[MaximumGroups];
    private int _groups;

    public KernelSums()
    {
        for (int group = 0; group < MaximumGroups; group++) (_scratch[group], _sums[group]) = (new AlignedBuffer<T>(), new AlignedBuffer<double>());
    }

    /// <summary>Starts the sums of a number of points.</summary>
    public void Start(int count, int groups)
    {
        _groups = groups;
        for (int group = 0; group < groups; group++) _sums[group].EnsureZero(PointBlock.Count(count) * PointBlock.Size);
    }

    /// <summary>Starts the sums of a panel of columns.</summary>
    public void StartColumns(int blockCount, int scratch) => _scratch[scratch].EnsureZero(RowSums + blockCount * PointBlock.Size);

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with whole blocks of a panel's columns to the sums of both; the columns' are to be taken.</summary>
    public void Add<TKernel>(TKernel kernel, ref T rows, int count, ref T columns, int blockCount, int featureCount, int row, int group)
        where TKernel : struct, IKernel<T>
    {
        if (blockCount > 0) AddUp(kernel, ref rows, count, ref columns, blockCount, featureCount, row, group, group);
    }

    /// <summary>Takes the sums of a panel of columns, the first of which is <paramref name="column"/>, and starts them anew.</summary>
    public void TakeColumns(int column, int blockCount, int group)
    {
        Span<T> sums = _scratch[group].Ensure(RowSums + blockCount * PointBlock.Size)[RowSums..];
        Lanes<T>.AddRows(ref Unsafe.Add(ref _sums[group].Reference, column), ref sums[0], 0, 1, sums.Length);
        sums.Clear();
    }

    /// <summary>
    /// Adds the kernel of the points <c>row..row + 16</c> with <paramref name="length"/> points from <paramref name="column"/> on to the sums of both,
    /// and with the rows' signs to the balance of the columns.
    /// </summary>
    public void AddSplit<TKernel>(TKernel kernel, ref T rows, ref T columns, int length, int featureCount, int row, int column, int group, ref T signs, ref T balance)
        where TKernel : struct, IKernel<T>
    {
        int whole = length / PointBlock.Size;
        if (whole > 0)
        {
            Span<T> sums = _scratch[group].EnsureZero(RowSums + whole * PointBlock.Size);
            kernel.AddSplit(ref rows, PointBlock.Size, ref columns, whole, featureCount, ref signs, ref balance, ref sums[0], ref sums[RowSums]);
            Take(sums, PointBlock.Size, row, group);
            Lanes<T>.AddRows(ref Unsafe.Add(ref _sums[group].Reference, column), ref sums[RowSums], 0, 1, sums.Length - RowSums);
        }

        if (whole * PointBlock.Size == length) return;
        // The points that only fill a block must not enter the sums of the rows.
        int place = whole * PointBlock.Size;
        ref T values = ref AddBlock(kernel, ref rows, PointBlock.Size, ref Unsafe.Add(ref columns, place * featureCount), length - place, featureCount, row, group, group);
        Lanes<T>.AddRows(ref Unsafe.Add(ref _sums[group].Reference, column + place), ref values, PointBlock.Size, PointBlock.Size, PointBlock.Size);
        Lanes<T>.AddRows(ref Unsafe.Add(ref balance, place), ref values, PointBlock.Size, ref signs, PointBlock.Size);
    }

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with <paramref name="length"/> others to the sums of the former, in the first group.</summary>
    public void AddRows<TKernel>(TKernel kernel, ref T rows, int count, ref T columns, int length, int featureCount, int row, int scratch)
        where TKernel : struct, IKernel<T>
    {
        int whole = length / PointBlock.Size;
        if (whole > 0) AddUp(kernel, ref rows, count, ref columns, whole, featureCount, row, group: 0, scratch);
        if (whole * PointBlock.Size == length) return;
        ref T last = ref Unsafe.Add(ref columns, whole * PointBlock.Size * featureCount);
        AddBlock(kernel, ref rows, count, ref last, length - whole * PointBlock.Size, featureCount, row, group: 0, scratch);
    }

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with one another.</summary>
    public void AddWithin<TKernel>(TKernel kernel, ref T rows, int count, int featureCount, int row, int group)
        where TKernel : struct, IKernel<T> => AddBlock(kernel, ref rows, count, ref rows, count, featureCount, row, group, group);

    /// <summary>As the other overload, of values computed before.</summary>
    public void AddWithin(ref T values, nint stride, int count, int row, int group) => AddValues(ref values, stride, count, count, row, group);

    /// <summary>Adds the sums over the columns to the rows', and those over the rows to what the columns' have been so far.</summary>
    private void AddUp<TKernel>(TKernel kernel, ref T rows, int count, ref T columns, int blockCount, int featureCount, int row, int group, int scratch)
        where TKernel : struct, IKernel<T>
    {
        Span<T> sums = _scratch[scratch].Ensure(RowSums + blockCount * PointBlock.Size);
        sums[..RowSums].Clear();
        kernel.AddSums(ref rows, count, ref columns, blockCount, featureCount, ref sums[0], ref sums[RowSums]);
        Take(sums, count, row, group);
    }

    private void Take(Span<T> rowSums, int count, int row, int group) => Lanes<T>.AddSums(ref Unsafe.Add(ref _sums[group].Reference, row), ref rowSums[0], count);

    /// <summary>Adds the kernel with the first points of a block, and no more of it. Returns the values.</summary>
    private ref T AddBlock<TKernel>(TKernel kernel, ref T rows, int count, ref T block, int length, int featureCount, int row, int group, int scratch)
        where TKernel : struct, IKernel<T>
    {
        ref T values = ref _scratch[scratch].Ensure(PointBlock.Size * PointBlock.Size)[0];
        kernel.Fill(ref rows, PointBlock.Size, ref block, 1, featureCount, ref values, PointBlock.Size);
        AddValues(ref values, PointBlock.Size, count, length, row, group);
        return ref values;
    }

    // Hot from the first call on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddValues(ref T values, nint stride, int count, int length, int row, int group)
    {
        for (int r = 0; r < count; r++)
        {
            double sum = 0;
            for (int c = 0; c < length; c++) sum += Lanes<T>.ToDouble(Unsafe.Add(ref values, r * stride + c));
            Unsafe.Add(ref _sums[group].Reference, row + r) += sum;
        }
    }

    /// <summary>Ends the sums: the mean of every point over <paramref name="count"/> others.</summary>
    public void TakeMeans(Span<double> destination, int count)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            double sum = 0;
            for (int group = 0; group < _groups; group++) sum += Unsafe.Add(ref _sums[group].Reference, i);
            destination[i] = sum / count;
        }
    }
}
