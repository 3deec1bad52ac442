using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Numerics;

namespace CteFast.Discrepancy;

/// <summary>Sums of the kernel over all pairs, in double, taken from values computed once a pair. Holds its scratch.</summary>
internal sealed class KernelSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _panel = new();
    private readonly AlignedBuffer<double> _sums = new();

    /// <summary>Scratch for kernel values.</summary>
    public ref T Panel(int length) => ref _panel.Ensure(length)[0];

    /// <summary>Starts the sums of a number of points.</summary>
    public void Start(int count) => _sums.EnsureZero(PointBlock.Count(count) * PointBlock.Size);

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with the points <c>column..column + length</c> to the sums of both.</summary>
    public void Add(ref T values, nint stride, int count, int row, int column, int length)
    {
        for (int r = 0; r < count; r++)
            Unsafe.Add(ref _sums.Reference, row + r) += Lanes<T>.Sum(ref Unsafe.Add(ref values, r * stride), length);
        Lanes<T>.AddRows(ref Unsafe.Add(ref _sums.Reference, column), ref values, stride, count, length);
    }

    /// <summary>Adds the kernel of the points <c>row..row + count</c> with one another.</summary>
    public void AddWithin(ref T values, nint stride, int count, int row)
    {
        for (int r = 0; r < count; r++)
        {
            double sum = 0;
            for (int c = 0; c < count; c++) sum += double.CreateTruncating(Unsafe.Add(ref values, r * stride + c));
            Unsafe.Add(ref _sums.Reference, row + r) += sum;
        }
    }

    /// <summary>Ends the sums: the mean of every point.</summary>
    public void TakeMeans(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = Unsafe.Add(ref _sums.Reference, i) / destination.Length;
    }
}
