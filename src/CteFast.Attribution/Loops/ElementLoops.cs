using System.Numerics;
using System.Runtime.InteropServices;

namespace CteFast.Attribution.Loops;

/// <summary>Loops that treat every element by itself, so that the width of vectors does not show.</summary>
internal static class ElementLoops<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>destination_i = x_i·y_i.</summary>
    public static void Multiply(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
    {
        y = y[..x.Length];
        destination = destination[..x.Length];
        ReadOnlySpan<Vector<T>> left = MemoryMarshal.Cast<T, Vector<T>>(x), right = MemoryMarshal.Cast<T, Vector<T>>(y);
        Span<Vector<T>> target = MemoryMarshal.Cast<T, Vector<T>>(destination);
        for (int i = 0; i < left.Length; i++) target[i] = left[i] * right[i];
        for (int i = left.Length * Vector<T>.Count; i < x.Length; i++) destination[i] = x[i] * y[i];
    }

    /// <summary>destination_i += x_i².</summary>
    public static void AddSquares(ReadOnlySpan<T> x, Span<T> destination)
    {
        destination = destination[..x.Length];
        ReadOnlySpan<Vector<T>> source = MemoryMarshal.Cast<T, Vector<T>>(x);
        Span<Vector<T>> target = MemoryMarshal.Cast<T, Vector<T>>(destination);
        for (int i = 0; i < source.Length; i++) target[i] += source[i] * source[i];
        for (int i = source.Length * Vector<T>.Count; i < x.Length; i++) destination[i] += x[i] * x[i];
    }
}
