using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Kernels;

/// <summary>A kernel's formula written once more, plainly, and how far from it a computed value may be.</summary>
/// <param name="Value">k(x, y) in double.</param>
/// <param name="Error">
/// Given the exact value, x, y and the unit roundoff u, the largest error of a value computed in that precision.
/// </param>
internal sealed record KernelOracle(Func<double[], double[], double> Value, Func<double, double[], double[], double, double> Error);

/// <summary>A kernel in both types, behind a non-generic face that tests can walk over.</summary>
internal abstract class KernelFamily(string name, KernelOracle oracle, double? diagonal)
{
    public string Name => name;

    public KernelOracle Oracle => oracle;

    /// <summary>k(x, x), which is met exactly, or null where it depends on the number of features and is rounded.</summary>
    public double? Diagonal => diagonal;

    /// <summary>The unit roundoff of float or double.</summary>
    public static double Roundoff(bool isSingle) => isSingle ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);

    /// <summary>The kernel matrix, by the emitted loops of the machine's widest vectors.</summary>
    public abstract double[] Matrix(bool isSingle, double[] x, double[] y, int d);

    /// <summary>One pair, by the scalar formula.</summary>
    public abstract double Evaluate(bool isSingle, double[] x, double[] y);

    /// <summary>A block of 16 points against itself by the loop of one width, or null where the kernel has no such loops of its own.</summary>
    public abstract double[]? Block(bool isSingle, int bits, double[] x, int d);

    /// <summary>
    /// The sums of the kernel of the first rows of block 0 with all points, from 1/3 on, by the loop of one width or by what the kernel
    /// itself chooses; null where it has no such loop of its own. And the values that they are sums of.
    /// </summary>
    public abstract (double[] Rows, double[] Columns, double[] Values)? Sums(bool isSingle, int? bits, double[] x, int rowCount, int d);

    /// <summary>The same for a split: the balance too, from 1/3 on, by signs that go 1, −1, 0, 1 …</summary>
    public abstract (double[] Rows, double[] Columns, double[] Balance, double[] Values)? Split(bool isSingle, int? bits, double[] x, int rowCount, int d);

    /// <summary>
    /// A swap scan over all points, point 5 of block 0 entering, by the loop of one width or by what the kernel itself chooses; null where it has no
    /// such loop of its own. And the kernel values of the point that enters.
    /// </summary>
    public abstract (SwapScan Scan, double[] Values)? Scan(bool isSingle, int? bits, double[] x, int d, SwapScan before);

    /// <summary>Does something with the kernel in double, compiled for it.</summary>
    public abstract TResult InDouble<TResult>(IDoubleKernelFunction<TResult> function);

    public override string ToString() => name;
}

/// <summary>What is to be done with a kernel in double.</summary>
internal interface IDoubleKernelFunction<out TResult>
{
    TResult Invoke<TKernel>(TKernel kernel)
        where TKernel : struct, IKernel<double>;
}

/// <summary>What a swap scan reads and writes.</summary>
internal sealed record SwapScan(double[] Statistic, double[] Leaving, double[] Following, double[] Lowest, double[] LowestBlocks);

/// <inheritdoc/>
internal sealed class KernelFamily<TSingle, TDouble>(string name, TSingle single, TDouble @double, KernelOracle oracle, double? diagonal = 1)
    : KernelFamily(name, oracle, diagonal)
    where TSingle : struct, IKernel<float>
    where TDouble : struct, IKernel<double>
{
    private delegate void FillLoop<TKernel, T>(ref TKernel kernel, ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount,
        ref T destination, nint stride);

    private delegate void SumsLoop<TKernel, T>(ref TKernel kernel, ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount,
        ref T rowSums, ref T columnSums);

    private delegate void SplitLoop<TKernel, T>(ref TKernel kernel, ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount,
        ref T signs, ref T balance, ref T rowSums, ref T columnSums);

    private delegate void ScanLoop<TKernel, T>(ref TKernel kernel, ref T row, ref T blocks, int blockCount, int featureCount,
        ref T statistic, ref T leaving, ref T following, ref T lowest, ref T lowestBlocks);

    public override TResult InDouble<TResult>(IDoubleKernelFunction<TResult> function) => function.Invoke(@double);

    public override (double[] Rows, double[] Columns, double[] Balance, double[] Values)? Split(bool isSingle, int? bits, double[] x, int rowCount, int d) =>
        isSingle ? Split<TSingle, float>(single, bits is null ? null : $"AddSplitSingle{bits}", x, rowCount, d)
            : Split<TDouble, double>(@double, bits is null ? null : $"AddSplitDouble{bits}", x, rowCount, d);

    public override (SwapScan Scan, double[] Values)? Scan(bool isSingle, int? bits, double[] x, int d, SwapScan before) =>
        isSingle ? Scan<TSingle, float>(single, bits is null ? null : $"SwapScanSingle{bits}", x, d, before)
            : Scan<TDouble, double>(@double, bits is null ? null : $"SwapScanDouble{bits}", x, d, before);

    public override (double[] Rows, double[] Columns, double[] Values)? Sums(bool isSingle, int? bits, double[] x, int rowCount, int d) =>
        isSingle ? Sums<TSingle, float>(single, bits is null ? null : $"AddSumsSingle{bits}", x, rowCount, d)
            : Sums<TDouble, double>(@double, bits is null ? null : $"AddSumsDouble{bits}", x, rowCount, d);

    public override double[] Matrix(bool isSingle, double[] x, double[] y, int d) =>
        isSingle ? Matrix<TSingle, float>(single, x, y, d) : Matrix<TDouble, double>(@double, x, y, d);

    public override double Evaluate(bool isSingle, double[] x, double[] y) =>
        isSingle ? single.Evaluate(Array.ConvertAll(x, v => (float)v), Array.ConvertAll(y, v => (float)v)) : @double.Evaluate(x, y);

    public override double[]? Block(bool isSingle, int bits, double[] x, int d) =>
        isSingle ? Block<TSingle, float>(single, $"FillSingle{bits}", x, d) : Block<TDouble, double>(@double, $"FillDouble{bits}", x, d);

    private static double[] Matrix<TKernel, T>(TKernel kernel, double[] x, double[] y, int d)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] matrix = new T[x.Length / d * (y.Length / d)];
        KernelMatrix.Fill(kernel, Points<T>(x, d), Points<T>(y, d), matrix);
        return Array.ConvertAll(matrix, double.CreateTruncating);
    }

    private static double[]? Block<TKernel, T>(TKernel kernel, string loop, double[] x, int d)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(TKernel).GetMethod(loop, BindingFlags.Instance | BindingFlags.NonPublic) is not { } method) return null;
        PointSet<T> points = Points<T>(x, d);
        T[] matrix = new T[PointBlock.Size * PointBlock.Size];
        ref T block = ref points.Blocks;
        method.CreateDelegate<FillLoop<TKernel, T>>()(ref Unsafe.AsRef(ref kernel), ref block, PointBlock.Size, ref block, 1, d, ref matrix[0], PointBlock.Size);
        return Array.ConvertAll(matrix, double.CreateTruncating);
    }

    private static (double[] Rows, double[] Columns, double[] Values)? Sums<TKernel, T>(TKernel kernel, string? loop, double[] x, int rowCount, int d)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PointSet<T> points = Points<T>(x, d);
        ref T blocks = ref points.Blocks;
        int stride = points.BlockCount * PointBlock.Size;
        T[] rows = new T[PointBlock.Size * PointBlock.Size], columns = new T[stride], values = new T[PointBlock.Size * stride];
        Array.Fill(rows, T.One / T.CreateChecked(3));
        Array.Fill(columns, T.One / T.CreateChecked(3));
        kernel.Fill(ref blocks, rowCount, ref blocks, points.BlockCount, d, ref values[0], stride);
        if (loop is null) kernel.AddSums(ref blocks, rowCount, ref blocks, points.BlockCount, d, ref rows[0], ref columns[0]);
        else
        {
            if (typeof(TKernel).GetMethod(loop, BindingFlags.Instance | BindingFlags.NonPublic) is not { } method) return null;
            method.CreateDelegate<SumsLoop<TKernel, T>>()(ref Unsafe.AsRef(ref kernel), ref blocks, rowCount, ref blocks, points.BlockCount, d, ref rows[0], ref columns[0]);
        }

        return (Widened(rows), Widened(columns), Widened(values));
    }

    private static (double[] Rows, double[] Columns, double[] Balance, double[] Values)? Split<TKernel, T>(TKernel kernel, string? loop, double[] x, int rowCount, int d)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PointSet<T> points = Points<T>(x, d);
        ref T blocks = ref points.Blocks;
        int stride = points.BlockCount * PointBlock.Size;
        T[] rows = new T[PointBlock.Size * PointBlock.Size], columns = new T[stride], balance = new T[stride], values = new T[PointBlock.Size * stride];
        T[] signs = [.. Enumerable.Range(0, PointBlock.Size).Select(i => T.CreateChecked(i % 3 == 0 ? 1 : i % 3 == 1 ? -1 : 0))];
        foreach (T[] sums in (T[][])[rows, columns, balance]) Array.Fill(sums, T.One / T.CreateChecked(3));
        kernel.Fill(ref blocks, rowCount, ref blocks, points.BlockCount, d, ref values[0], stride);
        if (loop is null) kernel.AddSplit(ref blocks, rowCount, ref blocks, points.BlockCount, d, ref signs[0], ref balance[0], ref rows[0], ref columns[0]);
        else
        {
            if (typeof(TKernel).GetMethod(loop, BindingFlags.Instance | BindingFlags.NonPublic) is not { } method) return null;
            method.CreateDelegate<SplitLoop<TKernel, T>>()(ref Unsafe.AsRef(ref kernel), ref blocks, rowCount, ref blocks, points.BlockCount, d,
                ref signs[0], ref balance[0], ref rows[0], ref columns[0]);
        }

        return (Widened(rows), Widened(columns), Widened(balance), Widened(values));
    }

    private static (SwapScan Scan, double[] Values)? Scan<TKernel, T>(TKernel kernel, string? loop, double[] x, int d, SwapScan before)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PointSet<T> points = Points<T>(x, d);
        ref T blocks = ref points.Blocks, row = ref Unsafe.Add(ref points.Blocks, 5);
        T[] values = new T[points.BlockCount * PointBlock.Size];
        kernel.Fill(ref row, 1, ref blocks, points.BlockCount, d, ref values[0], values.Length);
        T[] statistic = Narrowed(before.Statistic), leaving = Narrowed(before.Leaving), following = Narrowed(before.Following);
        T[] lowest = Narrowed(before.Lowest), lowestBlocks = Narrowed(before.LowestBlocks);
        if (loop is null)
            kernel.SwapScan(ref row, ref blocks, points.BlockCount, d, ref statistic[0], ref leaving[0], ref following[0], ref lowest[0], ref lowestBlocks[0]);
        else
        {
            if (typeof(TKernel).GetMethod(loop, BindingFlags.Instance | BindingFlags.NonPublic) is not { } method) return null;
            method.CreateDelegate<ScanLoop<TKernel, T>>()(ref Unsafe.AsRef(ref kernel), ref row, ref blocks, points.BlockCount, d,
                ref statistic[0], ref leaving[0], ref following[0], ref lowest[0], ref lowestBlocks[0]);
        }

        return (new SwapScan(Widened(statistic), Widened(leaving), Widened(following), Widened(lowest), Widened(lowestBlocks)), Widened(values));

        static T[] Narrowed(double[] numbers) => Array.ConvertAll(numbers, T.CreateTruncating);
    }

    private static double[] Widened<T>(T[] numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Array.ConvertAll(numbers, double.CreateTruncating);

    private static PointSet<T> Points<T>(double[] rows, int d)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        PointSet<T>.FromRows(Array.ConvertAll(rows, T.CreateTruncating), d);
}
