using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CteFast.Numerics.Vectors;

/// <summary>Loops over double numbers of any count, in 512-bit vectors: the same bits everywhere.</summary>
internal static class DoubleVector
{
    private static nuint Width => (nuint)Vector512<double>.Count;

    /// <summary>Σ x_i y_i over the elements of x; y may have more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        y = y[..x.Length];
        ref double left = ref MemoryMarshal.GetReference(x), right = ref MemoryMarshal.GetReference(y);
        Vector512<double> sums = default;
        nuint i = 0, n = (nuint)x.Length;
        for (; i + Width <= n; i += Width) sums += Vector512.LoadUnsafe(ref left, i) * Vector512.LoadUnsafe(ref right, i);
        double sum = Lanes<double>.Sum(sums);
        for (; i < n; i++) sum += Unsafe.Add(ref left, i) * Unsafe.Add(ref right, i);
        return sum;
    }

    /// <summary>target_i += scale · x_i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(Span<double> target, double scale, ReadOnlySpan<double> x)
    {
        x = x[..target.Length];
        ref double source = ref MemoryMarshal.GetReference(x), sum = ref MemoryMarshal.GetReference(target);
        Vector512<double> factor = Vector512.Create(scale);
        nuint i = 0, n = (nuint)target.Length;
        for (; i + Width <= n; i += Width)
            (Vector512.LoadUnsafe(ref sum, i) + factor * Vector512.LoadUnsafe(ref source, i)).StoreUnsafe(ref sum, i);
        for (; i < n; i++) Unsafe.Add(ref sum, i) += scale * Unsafe.Add(ref source, i);
    }
}
