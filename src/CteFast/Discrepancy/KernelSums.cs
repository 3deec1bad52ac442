using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Numerics;

namespace CteFast.Discrepancy;

/// <summary>
/// Sums of the kernel over all pairs, in double, taken from values computed once a pair. Groups have sums of their own, which are
/// added in order at the end. Holds its scratch.
/// </summary>
internal sealed class KernelSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const int MaximumGroups = 8;

    private readonly AlignedBuffer<T>[] _panels = [.. Enumerable.Range(0, MaximumGroups).Select(_ => new AlignedBuffer<T>())];
    private readonly AlignedBuffer<double>[] _sums = [.. Enumerable.Range(0, MaximumGroups).Select(_ => new AlignedBuffer<double>())];
    private int _groups;

    /// <summary>A group's scratch for kernel values.</summary>
    public ref T Panel(int group, int length) => ref _panels[group].Ensure(length)[0];

    /// <summary>Starts the sums of a number of points.</summary>
    public void Start(int count, int groups)
    {
        _groups = groups;
        for (int group = 0; group < groups; group++) _sums[group].EnsureZero(PointBlock.Count(count) * PointBlock.Size);
    }

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with the points <c>column..column + length</c> to the sums of both.</summary>
    public void Add(ref T values, nint stride, int count, int row, int column, int length, int group)
    {
        ref double sums = ref _sums[group].Reference;
        for (int r = 0; r < count; r++) Unsafe.Add(ref sums, row + r) += Lanes<T>.Sum(ref Unsafe.Add(ref values, r * stride), length);
        Lanes<T>.AddRows(ref Unsafe.Add(ref sums, column), ref values, stride, count, length);
    }

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with <paramref name="length"/> others to the sums of the former, in the first group.</summary>
    public void AddRows(ref T values, nint stride, int count, int row, int length)
    {
        int whole = length / PointBlock.Size * PointBlock.Size;
        for (int r = 0; r < count; r++)
        {
            ref T first = ref Unsafe.Add(ref values, r * stride);
            double sum = Lanes<T>.Sum(ref first, whole);
            for (int i = whole; i < length; i++) sum += double.CreateTruncating(Unsafe.Add(ref first, i));
            Unsafe.Add(ref _sums[0].Reference, row + r) += sum;
        }
    }

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with one another.</summary>
    public void AddWithin(ref T values, nint stride, int count, int row, int group)
    {
        for (int r = 0; r < count; r++)
        {
            double sum = 0;
            for (int c = 0; c < count; c++) sum += double.CreateTruncating(Unsafe.Add(ref values, r * stride + c));
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
