using System.Numerics;
using System.Runtime.CompilerServices;
using CteFast.Data;

namespace CteFast.Kernels;

/// <summary>The sum of kernels of one family: <c>k(x, y) = Σ_i k_i(x, y)</c>, such as Gaussians of several bandwidths.</summary>
/// <remarks>As accurate as its parts; costs as much as all of them together.</remarks>
/// <typeparam name="TKernel">The family.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct SumKernel<TKernel, T> : IKernel<T>
    where TKernel : struct, IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TKernel[] _parts;

    /// <summary>Makes the sum of kernels.</summary>
    /// <param name="parts">The kernels, at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="parts"/> is empty.</exception>
    public SumKernel(params ReadOnlySpan<TKernel> parts)
    {
        if (parts.IsEmpty) throw new ArgumentException("A sum needs at least one kernel.", nameof(parts));
        _parts = parts.ToArray();
    }

    T IKernel<T>.Evaluate(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
    {
        T sum = T.Zero;
        foreach (TKernel part in _parts) sum += part.Evaluate(x, y);
        return sum;
    }

    [SkipLocalsInit]
    void IKernel<T>.Fill(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T destination, nint stride)
    {
        const int Chunk = 4;
        _parts[0].Fill(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        Span<T> part = stackalloc T[PointBlock.Size * PointBlock.Size * Chunk];
        for (int p = 1; p < _parts.Length; p++)
        {
            for (int block = 0; block < blockCount; block += Chunk)
            {
                int chunk = Math.Min(Chunk, blockCount - block);
                ref T points = ref Unsafe.Add(ref blocks, (nint)block * PointBlock.Size * featureCount);
                _parts[p].Fill(ref rows, rowCount, ref points, chunk, featureCount, ref part[0], chunk * PointBlock.Size);
                for (int row = 0; row < rowCount; row++)
                {
                    ref T target = ref Unsafe.Add(ref destination, row * stride + block * PointBlock.Size);
                    for (int i = 0; i < chunk * PointBlock.Size; i++) Unsafe.Add(ref target, i) += part[row * chunk * PointBlock.Size + i];
                }
            }
        }
    }
}
