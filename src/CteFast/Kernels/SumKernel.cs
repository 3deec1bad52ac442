using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CteFast.Data;

namespace CteFast.Kernels;

/// <summary>
/// The sum of kernels of one family, <c>k(x, y) = Σ_i k_i(x, y)</c>: of Gaussians, <c>Σ_i exp(−‖x − y‖² / σ_i²)</c>, which
/// sees differences between distributions at several scales at once.
/// </summary>
/// <remarks>
/// Not divided by the number of parts: <c>k(x, x)</c> is the sum of theirs, m for m Gaussians. As accurate as its parts, and
/// ε more for each; costs as much as all of them together. The default value has no parts, and throws an
/// <see cref="InvalidOperationException"/> wherever it is used. Source: the sums of Gaussian and of Sobolev kernels in goodpoints.
/// </remarks>
/// <typeparam name="TKernel">The family.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct SumKernel<TKernel, T> : IKernel<T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TKernel[]? _parts;

    /// <summary>Makes the sum of kernels.</summary>
    /// <param name="parts">The kernels, at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="parts"/> is empty.</exception>
    public SumKernel(params ReadOnlySpan<TKernel> parts)
    {
        if (parts.IsEmpty) throw new ArgumentException("A sum needs at least one kernel.", nameof(parts));
        _parts = parts.ToArray();
    }

    private TKernel[] Parts =>
        _parts ?? throw new InvalidOperationException($"This {nameof(SumKernel<,>)} has no kernels to add up: make it by its constructor, default has none.");

    T IKernel<T>.Evaluate(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
    {
        T sum = T.Zero;
        foreach (TKernel part in Parts) sum += part.Evaluate(x, y);
        return sum;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IKernel<T>.Fill(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T destination, nint stride)
    {
        const int Chunk = 4;
        TKernel[] parts = Parts;
        parts[0].Fill(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        Span<T> part = stackalloc T[PointBlock.Size * PointBlock.Size * Chunk];
        for (int p = 1; p < parts.Length; p++)
        {
            for (int block = 0; block < blockCount; block += Chunk)
            {
                int chunk = Math.Min(Chunk, blockCount - block);
                ref T points = ref Unsafe.Add(ref blocks, (nint)block * PointBlock.Size * featureCount);
                parts[p].Fill(ref rows, rowCount, ref points, chunk, featureCount, ref part[0], chunk * PointBlock.Size);
                for (int row = 0; row < rowCount; row++)
                {
                    ref T target = ref Unsafe.Add(ref destination, row * stride + block * PointBlock.Size);
                    ref T source = ref part[row * chunk * PointBlock.Size];
                    for (nuint i = 0; i < (nuint)(chunk * PointBlock.Size); i += (nuint)Vector512<T>.Count)
                        (Vector512.LoadUnsafe(ref target, i) + Vector512.LoadUnsafe(ref source, i)).StoreUnsafe(ref target, i);
                }
            }
        }
    }

    void IKernel<T>.AddSums(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T rowSums, ref T columnSums)
    {
        foreach (TKernel part in Parts) part.AddSums(ref rows, rowCount, ref blocks, blockCount, featureCount, ref rowSums, ref columnSums);
    }

    void IKernel<T>.AddSplit(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T signs, ref T balance, ref T rowSums, ref T columnSums)
    {
        foreach (TKernel part in Parts) part.AddSplit(ref rows, rowCount, ref blocks, blockCount, featureCount, ref signs, ref balance, ref rowSums, ref columnSums);
    }

    [SkipLocalsInit]
    void IKernel<T>.SwapScan(ref T row, ref T blocks, int blockCount, int featureCount, ref T statistic, ref T leaving, ref T following, ref T lowest, ref T lowestBlocks)
    {
        // The statistic takes the sum as it takes a kernel's value: equal points keep equal bits.
        const int Chunk = 16;
        Span<T> values = stackalloc T[PointBlock.Size * Chunk];
        for (int block = 0; block < blockCount; block += Chunk)
        {
            int chunk = Math.Min(Chunk, blockCount - block);
            FillChunk(this, ref row, ref Unsafe.Add(ref blocks, (nint)block * PointBlock.Size * featureCount), chunk, featureCount, ref values[0]);
            Lanes<T>.SwapScan(ref values[0], block, chunk, ref statistic, ref leaving, ref following, ref lowest, ref lowestBlocks);
        }

        static void FillChunk<TSelf>(TSelf self, ref T row, ref T points, int chunk, int featureCount, ref T values)
            where TSelf : struct, IKernel<T> => self.Fill(ref row, 1, ref points, chunk, featureCount, ref values, chunk * PointBlock.Size);
    }
}
