using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Compression;

/// <summary>
/// The best weights of a coreset: w ≥ 0 with Σ w = 1 of least squared MMD <c>wᵀKw − 2wᵀm + const</c> to the input.
/// An instance holds the scratch memory of its calls, so that it allocates nothing once it has seen its largest coreset; use one instance a thread.
/// </summary>
/// <remarks>
/// Never worse than equal weights. As good as rounded kernel values can tell: ρ = 2 c ε max k(x, x), the most that their rounding adds to
/// an eigenvalue of K, is added to its diagonal, by which points that are as good as equal, repeated ones above all, share their weight about evenly.
/// c²/2 kernel values, c³/3 operations and 5 c² for every point whose weight is zero in the end; 16 c² bytes. Means of smooth
/// functions over the coreset gain a little by weights, those of functions with steps nothing.
/// </remarks>
/// <typeparam name="TKernel">The kernel.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public sealed class CoresetWeights<TKernel, T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The largest coreset that is weighted.</summary>
    public const int LargestSize = 4096;

    private readonly TKernel _kernel;
    private readonly KernelStrip<T> _strip = new();
    private readonly SimplexProgram _program = new();
    private readonly AlignedBuffer<T> _gathered = new();
    private readonly AlignedBuffer<double> _matrix = new();
    private readonly AlignedBuffer<double> _means = new();

    /// <summary>Prepares weights for coresets that a kernel compares.</summary>
    /// <param name="kernel">The kernel.</param>
    public CoresetWeights(TKernel kernel) => _kernel = kernel;

    /// <summary>Finds the weights.</summary>
    /// <param name="points">The input, n points.</param>
    /// <param name="kernelMean">The kernel mean of every input point, from <see cref="KernelMean"/>.</param>
    /// <param name="coreset">Indices into the input, repeats allowed, c, at least one.</param>
    /// <param name="weights">Receives one weight a coreset point.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the coreset is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not one of a point, or the coreset exceeds <see cref="LargestSize"/>.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Compute(PointSet<T> points, ReadOnlySpan<double> kernelMean, ReadOnlySpan<int> coreset, Span<double> weights, CancellationToken cancellationToken = default)
    {
        Throw.IfNotOneEach(kernelMean, points.Count, "kernel means", nameof(kernelMean));
        if (coreset.IsEmpty) throw new ArgumentException("The coreset is empty.", nameof(coreset));
        if (weights.Length != coreset.Length) throw new ArgumentException($"{weights.Length} weights do not fit {coreset.Length} points.", nameof(weights));
        CheckSize(coreset.Length);
        points.CheckIndices(coreset);
        Span<double> means = _means.Ensure(coreset.Length);
        for (int i = 0; i < means.Length; i++) means[i] = kernelMean[coreset[i]];

        Span<double> matrix = _matrix.Ensure(coreset.Length * coreset.Length);
        double largest = FillMatrix(points, coreset, matrix);
        double epsilon = double.CreateTruncating(T.BitIncrement(T.One) - T.One), ridge = 2 * coreset.Length * epsilon * largest;
        // The rounding of means of kernel values, and of summing c of them in double.
        double tolerance = 4 * Math.Max(epsilon, coreset.Length * (double.BitIncrement(1) - 1)) * largest;
        _program.Minimize(matrix, means, ridge, tolerance, weights, cancellationToken);
    }

    /// <summary>Throws if a coreset is too large to be weighted.</summary>
    internal static void CheckSize(int size)
    {
        if (size > LargestSize)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"Weights take work in the cube of the size: they are for coresets of up to {LargestSize} points; this one has {size}.");
    }

    /// <summary>The kernel matrix of the coreset; returns the largest element of its diagonal.</summary>
    private double FillMatrix(PointSet<T> points, ReadOnlySpan<int> coreset, Span<double> matrix)
    {
        int size = coreset.Length;
        double largest = 0;
        PointBlocks<T> blocks = points.Gather(coreset, _gathered);
        for (int block = 0; block < blocks.BlockCount; block++)
        {
            _strip.Fill(_kernel, ref blocks.Buffer.Reference, block, points.FeatureCount);
            for (int row = _strip.Before; row < Math.Min(_strip.Before + PointBlock.Size, size); row++)
            {
                ref T values = ref _strip.Row(row - _strip.Before);
                for (int column = 0; column <= row; column++)
                {
                    double value = double.CreateTruncating(Unsafe.Add(ref values, column));
                    matrix[row * size + column] = value;
                    matrix[column * size + row] = value;
                }

                largest = Math.Max(largest, matrix[row * (size + 1)]);
            }
        }

        return largest;
    }
}
