using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Discrepancy;

/// <summary>The squared maximum mean discrepancy between a coreset and its input, in the scale of the kernel: k(x, x) for points that have nothing to do with each other.</summary>
public static class Mmd
{
    /// <summary>
    /// The squared MMD <c>(1/c²) Σ k(s_a, s_b) − (2/c) Σ m(s_a) + (1/n) Σ m_i</c> of a coreset with equal weights.
    /// </summary>
    /// <remarks>c²/2 kernel values; allocates scratch. Never negative: what rounding leaves below zero is zero.</remarks>
    /// <param name="kernel">The kernel.</param>
    /// <param name="points">The input, n points.</param>
    /// <param name="kernelMean">m_i of every input point, from <see cref="KernelMean"/>.</param>
    /// <param name="coreset">Indices into the input, repeats allowed, at least one.</param>
    /// <param name="weights">One weight a coreset point, or empty for equal weights.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static double Squared<TKernel, T>(TKernel kernel, PointSet<T> points, ReadOnlySpan<double> kernelMean, ReadOnlySpan<int> coreset,
        ReadOnlySpan<double> weights = default)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Throw.IfNotOneEach(kernelMean, points.Count, "kernel means", nameof(kernelMean));
        points.CheckIndices(coreset);
        double[] means = new double[coreset.Length];
        for (int i = 0; i < means.Length; i++) means[i] = kernelMean[coreset[i]];
        return Squared(kernel, points, means, Mean(kernelMean), coreset, weights);
    }

    /// <summary>As the public overload, from the kernel means of the coreset's points and the mean kernel of all pairs.</summary>
    internal static double Squared<TKernel, T>(TKernel kernel, PointSet<T> points, ReadOnlySpan<double> coresetMeans, double pairMean, ReadOnlySpan<int> coreset,
        ReadOnlySpan<double> weights)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (coreset.IsEmpty) throw new ArgumentException("The coreset is empty.", nameof(coreset));
        if (!weights.IsEmpty) Throw.IfNotOneEach(weights, coreset.Length, "weights", nameof(weights));
        PointBlocks<T> blocks = points.Gather(coreset, new AlignedBuffer<T>());
        var strip = new KernelStrip<T>();
        ReadOnlySpan<double> w = weights.IsEmpty ? Equal(coreset.Length) : weights;
        double within = 0, across = 0;
        for (int block = 0; block < blocks.BlockCount; block++)
        {
            strip.Fill(kernel, ref blocks.Buffer.Reference, block, points.FeatureCount);
            for (int row = strip.Before; row < Math.Min(strip.Before + PointBlock.Size, coreset.Length); row++)
            {
                ref T values = ref strip.Row(row - strip.Before);
                double sum = 0;
                for (int column = 0; column < row; column++) sum += w[column] * double.CreateTruncating(Unsafe.Add(ref values, column));
                within += w[row] * (2 * sum + w[row] * double.CreateTruncating(Unsafe.Add(ref values, row)));
                across += w[row] * coresetMeans[row];
            }
        }

        return Math.Max(0, within - 2 * across + pairMean);
    }

    /// <summary>
    /// The expected squared MMD of a uniform sample without replacement:
    /// <c>(1/c) · (n − c)/(n − 1) · ((1/n) Σ k(x_i, x_i) − (1/n) Σ m_i)</c>, exact, nothing is sampled.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="points">The input, n points.</param>
    /// <param name="kernelMean">m_i of every input point.</param>
    /// <param name="size">The size of the sample, c, 1 to n.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static double SquaredOfUniform<TKernel, T>(TKernel kernel, PointSet<T> points, ReadOnlySpan<double> kernelMean, int size)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Throw.IfNotOneEach(kernelMean, points.Count, "kernel means", nameof(kernelMean));
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, points.Count);
        return SquaredOfUniform(kernel, points, Mean(kernelMean), size);
    }

    /// <summary>As the public overload, from the mean kernel of all pairs.</summary>
    internal static double SquaredOfUniform<TKernel, T>(TKernel kernel, PointSet<T> points, double pairMean, int size)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (size == points.Count) return 0;

        double spread = MeanDiagonal(kernel, points) - pairMean;
        return Math.Max(0, spread / size * (points.Count - size) / (points.Count - 1));
    }

    /// <summary>
    /// Estimates the squared MMD between a coreset and an input that is not at hand, through two references that stand for it:
    /// <c>⟨μ_C − μ_A, μ_C − μ_B⟩</c>, with μ the mean embeddings.
    /// </summary>
    /// <remarks>
    /// Without bias where the references are drawn without bias and all three independently. Its error is about the coreset's MMD times the
    /// references', so references of many more points than the coreset make it small. Not below zero. (a + b)·c + a·b kernel values.
    /// </remarks>
    /// <param name="kernel">The kernel.</param>
    /// <param name="coreset">The coreset, c points.</param>
    /// <param name="first">The reference A, a points.</param>
    /// <param name="second">The reference B, b points.</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The points differ in features.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static double SquaredThrough<TKernel, T>(TKernel kernel, PointSet<T> coreset, PointSet<T> first, PointSet<T> second, int threads = 1,
        CancellationToken cancellationToken = default)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Math.Max(0, Product(kernel, coreset, coreset, threads, cancellationToken) - Product(kernel, coreset, first, threads, cancellationToken)
            - Product(kernel, coreset, second, threads, cancellationToken) + Product(kernel, first, second, threads, cancellationToken));

    /// <summary>As <see cref="SquaredThrough"/>, of a uniform sample without replacement, in expectation.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="first">The reference A, a points.</param>
    /// <param name="second">The reference B, b points.</param>
    /// <param name="count">The number of input points, n.</param>
    /// <param name="size">The size of the sample, c, 1 to n.</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The points differ in features.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static double SquaredOfUniformThrough<TKernel, T>(TKernel kernel, PointSet<T> first, PointSet<T> second, long count, int size, int threads = 1,
        CancellationToken cancellationToken = default)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, count);
        if (size == count) return 0;
        double spread = MeanDiagonal(kernel, first) - Product(kernel, first, second, threads, cancellationToken);
        return Math.Max(0, spread / size * (count - size) / (count - 1));
    }

    /// <summary>⟨μ_X, μ_Y⟩, the mean kernel of all pairs.</summary>
    private static double Product<TKernel, T>(TKernel kernel, PointSet<T> x, PointSet<T> y, int threads, CancellationToken cancellationToken)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] means = new double[x.Count];
        KernelMean.Compute(kernel, x, y, means, threads, cancellationToken);
        return Mean(means);
    }

    /// <summary>The mean of k(x_i, x_i).</summary>
    private static double MeanDiagonal<TKernel, T>(TKernel kernel, PointSet<T> points)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> values = stackalloc T[PointBlock.Size];
        double diagonal = 0;
        for (int start = 0; start < points.Count; start += PointBlock.Size)
        {
            KernelDiagonal.Fill(kernel, ref Unsafe.Add(ref points.Blocks, start * points.FeatureCount), points.FeatureCount, values);
            for (int i = 0; i < Math.Min(PointBlock.Size, points.Count - start); i++) diagonal += double.CreateTruncating(values[i]);
        }

        return diagonal / points.Count;
    }

    private static double[] Equal(int count)
    {
        double[] weights = new double[count];
        Array.Fill(weights, 1.0 / count);
        return weights;
    }

    /// <summary>The mean of values, such as the mean kernel of all pairs from the kernel means of all points.</summary>
    internal static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }
}
