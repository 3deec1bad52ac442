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

    public override string ToString() => name;
}

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

        return (Array.ConvertAll(rows, double.CreateTruncating), Array.ConvertAll(columns, double.CreateTruncating), Array.ConvertAll(values, double.CreateTruncating));
    }

    private static PointSet<T> Points<T>(double[] rows, int d)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        PointSet<T>.FromRows(Array.ConvertAll(rows, T.CreateTruncating), d);
}
