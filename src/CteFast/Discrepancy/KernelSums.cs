using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>
/// For every point, the sum of the kernel with the others, in double. A value is computed once for each pair and added to the sums of both points. Up to
/// 1,024 values are first summed in <typeparamref name="T"/>, at most 64 of them one after the other. Each part of the work has sums of its own, so that
/// threads need not wait for each other; at the end these are added, in the order of the parts. Keeps its scratch.
/// </summary>
internal sealed class KernelSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const int MostParts = 8;

    private const int RowSums = PointBlock.Size * PointBlock.Size;

    private readonly AlignedBuffer<T>[] _scratch = new AlignedBuffer<T>[MostParts];
    private readonly AlignedBuffer<double>[] _sums = new AlignedBuffer<double>[MostParts];
    private int _parts;

    public KernelSums()
    {
        for (int part = 0; part < MostParts; part++) (_scratch[part], _sums[part]) = (new AlignedBuffer<T>(), new AlignedBuffer<double>());
    }

    /// <summary>Starts the sums of a number of points.</summary>
    public void Start(int count, int parts)
    {
        _parts = parts;
        for (int part = 0; part < parts; part++) _sums[part].EnsureZero(PointBlock.Count(count) * PointBlock.Size);
    }

    /// <summary>Starts the sums of a panel of columns.</summary>
    public void StartColumns(int blockCount, int scratch) => _scratch[scratch].EnsureZero(RowSums + blockCount * PointBlock.Size);

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with whole blocks of a panel's columns to the sums of both; then <see cref="TakeColumns"/> must be called for the columns.</summary>
    public void Add<TKernel>(TKernel kernel, ref T rows, int count, ref T columns, int blockCount, int featureCount, int row, int part)
        where TKernel : struct, IKernel<T>
    {
        if (blockCount > 0) AddUp(kernel, ref rows, count, ref columns, blockCount, featureCount, row, part, part);
    }

    /// <summary>Adds the sums of a panel of columns, the first of which is <paramref name="column"/>, to those in double, and sets them to 0.</summary>
    public void TakeColumns(int column, int blockCount, int part)
    {
        Span<T> sums = _scratch[part].Ensure(RowSums + blockCount * PointBlock.Size)[RowSums..];
        Lanes<T>.AddRows(ref Unsafe.Add(ref _sums[part].Reference, column), ref sums[0], 0, 1, sums.Length);
        sums.Clear();
    }

    /// <summary>
    /// Adds the kernel of the points <c>row..row + 16</c> with <paramref name="length"/> points from <paramref name="column"/> on to the sums of both,
    /// and with the rows' signs to the balance of the columns.
    /// </summary>
    public void AddSplit<TKernel>(TKernel kernel, ref T rows, ref T columns, int length, int featureCount, int row, int column, int part, ref T signs, ref T balance)
        where TKernel : struct, IKernel<T>
    {
        int whole = length / PointBlock.Size;
        if (whole > 0)
        {
            Span<T> sums = _scratch[part].EnsureZero(RowSums + whole * PointBlock.Size);
            kernel.AddSplit(ref rows, PointBlock.Size, ref columns, whole, featureCount, ref signs, ref balance, ref sums[0], ref sums[RowSums]);
            Take(sums, PointBlock.Size, row, part);
            Lanes<T>.AddRows(ref Unsafe.Add(ref _sums[part].Reference, column), ref sums[RowSums], 0, 1, sums.Length - RowSums);
        }

        if (whole * PointBlock.Size == length) return;
        // The last block is filled up with points that do not count: they must not enter the sums of the rows.
        int place = whole * PointBlock.Size;
        ref T values = ref AddBlock(kernel, ref rows, PointBlock.Size, ref Unsafe.Add(ref columns, place * featureCount), length - place, featureCount, row, part, part);
        Lanes<T>.AddRows(ref Unsafe.Add(ref _sums[part].Reference, column + place), ref values, PointBlock.Size, PointBlock.Size, PointBlock.Size);
        Lanes<T>.AddRows(ref Unsafe.Add(ref balance, place), ref values, PointBlock.Size, ref signs, PointBlock.Size);
    }

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with <paramref name="length"/> others to the sums of the former, those of the first part.</summary>
    public void AddRows<TKernel>(TKernel kernel, ref T rows, int count, ref T columns, int length, int featureCount, int row, int scratch)
        where TKernel : struct, IKernel<T>
    {
        int whole = length / PointBlock.Size;
        if (whole > 0) AddUp(kernel, ref rows, count, ref columns, whole, featureCount, row, part: 0, scratch);
        if (whole * PointBlock.Size == length) return;
        ref T last = ref Unsafe.Add(ref columns, whole * PointBlock.Size * featureCount);
        AddBlock(kernel, ref rows, count, ref last, length - whole * PointBlock.Size, featureCount, row, part: 0, scratch);
    }

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with each other.</summary>
    public void AddWithin<TKernel>(TKernel kernel, ref T rows, int count, int featureCount, int row, int part)
        where TKernel : struct, IKernel<T> => AddBlock(kernel, ref rows, count, ref rows, count, featureCount, row, part, part);

    /// <summary>As the other overload, with values that were computed before.</summary>
    public void AddWithin(ref T values, nint stride, int count, int row, int part) => AddValues(ref values, stride, count, count, row, part);

    /// <summary>Adds the kernel with whole blocks: sums over the columns to the sums of the rows, sums over the rows to the scratch of the columns.</summary>
    private void AddUp<TKernel>(TKernel kernel, ref T rows, int count, ref T columns, int blockCount, int featureCount, int row, int part, int scratch)
        where TKernel : struct, IKernel<T>
    {
        Span<T> sums = _scratch[scratch].Ensure(RowSums + blockCount * PointBlock.Size);
        sums[..RowSums].Clear();
        kernel.AddSums(ref rows, count, ref columns, blockCount, featureCount, ref sums[0], ref sums[RowSums]);
        Take(sums, count, row, part);
    }

    private void Take(Span<T> rowSums, int count, int row, int part) => Lanes<T>.AddSums(ref Unsafe.Add(ref _sums[part].Reference, row), ref rowSums[0], count);

    /// <summary>Adds the kernel with the first points of a block only. Returns the values.</summary>
    private ref T AddBlock<TKernel>(TKernel kernel, ref T rows, int count, ref T block, int length, int featureCount, int row, int part, int scratch)
        where TKernel : struct, IKernel<T>
    {
        ref T values = ref _scratch[scratch].Ensure(PointBlock.Size * PointBlock.Size)[0];
        kernel.Fill(ref rows, PointBlock.Size, ref block, 1, featureCount, ref values, PointBlock.Size);
        AddValues(ref values, PointBlock.Size, count, length, row, part);
        return ref values;
    }

    // Hot from the first call on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddValues(ref T values, nint stride, int count, int length, int row, int part)
    {
        for (int r = 0; r < count; r++)
        {
            double sum = 0;
            for (int c = 0; c < length; c++) sum += Lanes<T>.ToDouble(Unsafe.Add(ref values, r * stride + c));
            Unsafe.Add(ref _sums[part].Reference, row + r) += sum;
        }
    }

    /// <summary>Ends the sums: the mean of every point over <paramref name="count"/> others.</summary>
    public void TakeMeans(Span<double> destination, int count)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            double sum = 0;
            for (int part = 0; part < _parts; part++) sum += Unsafe.Add(ref _sums[part].Reference, i);
            destination[i] = sum / count;
        }
    }
}
