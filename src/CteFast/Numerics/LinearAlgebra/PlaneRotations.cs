using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CteFast.Numerics.LinearAlgebra;

/// <summary>Rotations of neighbouring rows, one after the other up the matrix: the inner loop of <see cref="SymmetricEigen"/>.</summary>
internal static class PlaneRotations
{
    /// <summary>
    /// For i from last − 1 down to first, rows i and i + 1 become c_i·x_i − s_i·x_(i+1) and s_i·x_i + c_i·x_(i+1). A row in the middle is
    /// read and written once: it stays in registers from one rotation to the next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(Span<double> rows, int n, int first, int last, ReadOnlySpan<double> cosines, ReadOnlySpan<double> sines)
    {
        const int Width = 8;
        ref double start = ref MemoryMarshal.GetReference(rows);
        int j = 0;
        for (; j + 4 * Width <= n; j += 4 * Width)
        {
            ref double below = ref Unsafe.Add(ref start, (nint)last * n + j);
            Vector512<double> x0 = Vector512.LoadUnsafe(ref below, 0), x1 = Vector512.LoadUnsafe(ref below, Width);
            Vector512<double> x2 = Vector512.LoadUnsafe(ref below, 2 * Width), x3 = Vector512.LoadUnsafe(ref below, 3 * Width);
            for (int i = last - 1; i >= first; i--)
            {
                ref double above = ref Unsafe.Subtract(ref below, n);
                Vector512<double> c = Vector512.Create(cosines[i]), s = Vector512.Create(sines[i]);
                Vector512<double> y0 = Vector512.LoadUnsafe(ref above, 0), y1 = Vector512.LoadUnsafe(ref above, Width);
                Vector512<double> y2 = Vector512.LoadUnsafe(ref above, 2 * Width), y3 = Vector512.LoadUnsafe(ref above, 3 * Width);
                (s * y0 + c * x0).StoreUnsafe(ref below, 0);
                (s * y1 + c * x1).StoreUnsafe(ref below, Width);
                (s * y2 + c * x2).StoreUnsafe(ref below, 2 * Width);
                (s * y3 + c * x3).StoreUnsafe(ref below, 3 * Width);
                (x0, x1, x2, x3) = (c * y0 - s * x0, c * y1 - s * x1, c * y2 - s * x2, c * y3 - s * x3);
                below = ref above;
            }

            x0.StoreUnsafe(ref below, 0);
            x1.StoreUnsafe(ref below, Width);
            x2.StoreUnsafe(ref below, 2 * Width);
            x3.StoreUnsafe(ref below, 3 * Width);
        }

        for (; j < n; j++)
        {
            ref double below = ref Unsafe.Add(ref start, (nint)last * n + j);
            double x = below;
            for (int i = last - 1; i >= first; i--)
            {
                ref double above = ref Unsafe.Subtract(ref below, n);
                double y = above;
                below = sines[i] * y + cosines[i] * x;
                x = cosines[i] * y - sines[i] * x;
                below = ref above;
            }

            below = x;
        }
    }
}
