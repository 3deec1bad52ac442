using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Numerics.LinearAlgebra;

/// <summary>The innermost loops of <see cref="MatrixProduct{T}"/>: a tile of sums in registers.</summary>
/// <remarks>
/// Every sum takes its products in the order of the depth, one fused multiply-add each, whatever the tile's shape: the same bits on every
/// machine with FMA. Written out, because an array of vectors does not live in registers.
/// </remarks>
internal static class ProductTile<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows of a tile: as many as leave registers for the factors.</summary>
    public static int Rows => Vector512.IsHardwareAccelerated ? 12 : 6;

    /// <summary>The columns of a tile, two vectors.</summary>
    public static int Columns => 2 * (Vector512.IsHardwareAccelerated ? Vector512<T>.Count : Vector256<T>.Count);

    /// <summary>c = or += a·b of one panel of <see cref="Rows"/> and one of <see cref="Columns"/>, both <paramref name="depth"/> long.</summary>
    public static unsafe void Multiply(T* a, T* b, int depth, T* c, nint stride, bool add)
    {
        if (Vector512.IsHardwareAccelerated) Multiply512(a, b, depth, c, stride, add);
        else Multiply256(a, b, depth, c, stride, add);
    }

    /// <summary>Twelve rows of two 512-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Multiply512(T* a, T* b, int depth, T* c, nint stride, bool add)
    {
        nint width = Vector512<T>.Count;
        Vector512<T> x0 = default, y0 = default;
        Vector512<T> x1 = default, y1 = default;
        Vector512<T> x2 = default, y2 = default;
        Vector512<T> x3 = default, y3 = default;
        Vector512<T> x4 = default, y4 = default;
        Vector512<T> x5 = default, y5 = default;
        Vector512<T> x6 = default, y6 = default;
        Vector512<T> x7 = default, y7 = default;
        Vector512<T> x8 = default, y8 = default;
        Vector512<T> x9 = default, y9 = default;
        Vector512<T> x10 = default, y10 = default;
        Vector512<T> x11 = default, y11 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector512<T> p = Vector512.Load(b), q = Vector512.Load(b + width), s;
            s = Vector512.Create(a[0]);
            x0 = Fused(s, p, x0);
            y0 = Fused(s, q, y0);
            s = Vector512.Create(a[1]);
            x1 = Fused(s, p, x1);
            y1 = Fused(s, q, y1);
            s = Vector512.Create(a[2]);
            x2 = Fused(s, p, x2);
            y2 = Fused(s, q, y2);
            s = Vector512.Create(a[3]);
            x3 = Fused(s, p, x3);
            y3 = Fused(s, q, y3);
            s = Vector512.Create(a[4]);
            x4 = Fused(s, p, x4);
            y4 = Fused(s, q, y4);
            s = Vector512.Create(a[5]);
            x5 = Fused(s, p, x5);
            y5 = Fused(s, q, y5);
            s = Vector512.Create(a[6]);
            x6 = Fused(s, p, x6);
            y6 = Fused(s, q, y6);
            s = Vector512.Create(a[7]);
            x7 = Fused(s, p, x7);
            y7 = Fused(s, q, y7);
            s = Vector512.Create(a[8]);
            x8 = Fused(s, p, x8);
            y8 = Fused(s, q, y8);
            s = Vector512.Create(a[9]);
            x9 = Fused(s, p, x9);
            y9 = Fused(s, q, y9);
            s = Vector512.Create(a[10]);
            x10 = Fused(s, p, x10);
            y10 = Fused(s, q, y10);
            s = Vector512.Create(a[11]);
            x11 = Fused(s, p, x11);
            y11 = Fused(s, q, y11);
            a += 12;
            b += 2 * width;
        }

        Store(x0, y0, c, add);
        Store(x1, y1, c + stride, add);
        Store(x2, y2, c + 2 * stride, add);
        Store(x3, y3, c + 3 * stride, add);
        Store(x4, y4, c + 4 * stride, add);
        Store(x5, y5, c + 5 * stride, add);
        Store(x6, y6, c + 6 * stride, add);
        Store(x7, y7, c + 7 * stride, add);
        Store(x8, y8, c + 8 * stride, add);
        Store(x9, y9, c + 9 * stride, add);
        Store(x10, y10, c + 10 * stride, add);
        Store(x11, y11, c + 11 * stride, add);
    }

    /// <summary>Six rows of two 256-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Multiply256(T* a, T* b, int depth, T* c, nint stride, bool add)
    {
        nint width = Vector256<T>.Count;
        Vector256<T> x0 = default, y0 = default;
        Vector256<T> x1 = default, y1 = default;
        Vector256<T> x2 = default, y2 = default;
        Vector256<T> x3 = default, y3 = default;
        Vector256<T> x4 = default, y4 = default;
        Vector256<T> x5 = default, y5 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector256<T> p = Vector256.Load(b), q = Vector256.Load(b + width), s;
            s = Vector256.Create(a[0]);
            x0 = Fused(s, p, x0);
            y0 = Fused(s, q, y0);
            s = Vector256.Create(a[1]);
            x1 = Fused(s, p, x1);
            y1 = Fused(s, q, y1);
            s = Vector256.Create(a[2]);
            x2 = Fused(s, p, x2);
            y2 = Fused(s, q, y2);
            s = Vector256.Create(a[3]);
            x3 = Fused(s, p, x3);
            y3 = Fused(s, q, y3);
            s = Vector256.Create(a[4]);
            x4 = Fused(s, p, x4);
            y4 = Fused(s, q, y4);
            s = Vector256.Create(a[5]);
            x5 = Fused(s, p, x5);
            y5 = Fused(s, q, y5);
            a += 6;
            b += 2 * width;
        }

        Store(x0, y0, c, add);
        Store(x1, y1, c + stride, add);
        Store(x2, y2, c + 2 * stride, add);
        Store(x3, y3, c + 3 * stride, add);
        Store(x4, y4, c + 4 * stride, add);
        Store(x5, y5, c + 5 * stride, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fused(Vector512<T> x, Vector512<T> y, Vector512<T> z) => typeof(T) == typeof(double)
        ? Vector512.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>()
        : Vector512.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Store(Vector512<T> x, Vector512<T> y, T* target, bool add)
    {
        if (add) (x, y) = (Vector512.Load(target) + x, Vector512.Load(target + Vector512<T>.Count) + y);
        x.Store(target);
        y.Store(target + Vector512<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Fused(Vector256<T> x, Vector256<T> y, Vector256<T> z) => typeof(T) == typeof(double)
        ? Vector256.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>()
        : Vector256.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Store(Vector256<T> x, Vector256<T> y, T* target, bool add)
    {
        if (add) (x, y) = (Vector256.Load(target) + x, Vector256.Load(target + Vector256<T>.Count) + y);
        x.Store(target);
        y.Store(target + Vector256<T>.Count);
    }
}
