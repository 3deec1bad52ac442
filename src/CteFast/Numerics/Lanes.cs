using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Numerics;

/// <summary>
/// Loops over kernel values. All use 512-bit vectors, which narrower machines emulate lane for lane, and one order of
/// reduction: the same bits everywhere. Lengths are multiples of 16.
/// </summary>
internal static class Lanes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static nuint Width => (nuint)Vector512<T>.Count;

    /// <summary>Σ x_i y_i and Σ x_i z_i in one pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double XY, double XZ) Dot(ref T x, ref T y, ref T z, int length)
    {
        Vector512<T> xy0 = default, xy1 = default, xz0 = default, xz1 = default;
        nuint n = (nuint)length, i = 0;
        for (; i + 2 * Width <= n; i += 2 * Width)
        {
            Vector512<T> x0 = Vector512.LoadUnsafe(ref x, i), x1 = Vector512.LoadUnsafe(ref x, i + Width);
            xy0 += x0 * Vector512.LoadUnsafe(ref y, i);
            xy1 += x1 * Vector512.LoadUnsafe(ref y, i + Width);
            xz0 += x0 * Vector512.LoadUnsafe(ref z, i);
            xz1 += x1 * Vector512.LoadUnsafe(ref z, i + Width);
        }

        if (i < n)
        {
            xy0 += Vector512.LoadUnsafe(ref x, i) * Vector512.LoadUnsafe(ref y, i);
            xz0 += Vector512.LoadUnsafe(ref x, i) * Vector512.LoadUnsafe(ref z, i);
        }

        return (Sum(xy0 + xy1), Sum(xz0 + xz1));
    }

    /// <summary>target_i += Σ_r w_r · rows[r, i] over 16 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRows(ref T target, ref T rows, nint stride, ref T weights, int length)
    {
        for (nuint i = 0; i < (nuint)length; i += Width)
        {
            Vector512<T> sum0 = Vector512.LoadUnsafe(ref target, i), sum1 = default;
            for (nint r = 0; r < 16; r += 2)
            {
                sum0 += Vector512.LoadUnsafe(ref Unsafe.Add(ref rows, r * stride), i) * Vector512.Create(Unsafe.Add(ref weights, r));
                sum1 += Vector512.LoadUnsafe(ref Unsafe.Add(ref rows, (r + 1) * stride), i) * Vector512.Create(Unsafe.Add(ref weights, r + 1));
            }

            (sum0 + sum1).StoreUnsafe(ref target, i);
        }
    }

    /// <summary>target_i += scale · (plus_i − minus_i).</summary>
    public static void AddDifference(ref T target, T scale, ref T plus, ref T minus, int length)
    {
        Vector512<T> factor = Vector512.Create(scale);
        for (nuint i = 0; i < (nuint)length; i += Width)
            (Vector512.LoadUnsafe(ref target, i) + factor * (Vector512.LoadUnsafe(ref plus, i) - Vector512.LoadUnsafe(ref minus, i))).StoreUnsafe(ref target, i);
    }

    /// <summary>The lowest of (values_i + mask_i) − scale · row_i and the first place where it stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (T Value, int Index) Minimum(ref T values, ref T mask, T scale, ref T row, int length)
    {
        Vector512<T> factor = Vector512.Create(scale), lowest = Vector512.Create(T.PositiveInfinity), place = default, step = default;
        for (nuint i = 0; i < (nuint)length; i += Width)
        {
            Vector512<T> value = Vector512.LoadUnsafe(ref values, i) + Vector512.LoadUnsafe(ref mask, i) - factor * Vector512.LoadUnsafe(ref row, i);
            Vector512<T> lower = Vector512.LessThan(value, lowest);
            lowest = Vector512.ConditionalSelect(lower, value, lowest);
            place = Vector512.ConditionalSelect(lower, step, place);
            step += Vector512<T>.One;
        }

        T best = T.PositiveInfinity;
        int index = int.MaxValue;
        for (int lane = 0; lane < Vector512<T>.Count; lane++)
        {
            T value = lowest.GetElement(lane);
            int candidate = int.CreateTruncating(place.GetElement(lane)) * Vector512<T>.Count + lane;
            if (value < best || (value == best && candidate < index)) (best, index) = (value, candidate);
        }

        return (best, index);
    }

    /// <summary>Σ x_i, in double beyond a few hundred elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(ref T x, int length)
    {
        const nuint Run = 256;
        double total = 0;
        for (nuint start = 0; start < (nuint)length; start += Run)
        {
            nuint end = nuint.Min(start + Run, (nuint)length);
            Vector512<T> sum = default;
            for (nuint i = start; i < end; i += Width) sum += Vector512.LoadUnsafe(ref x, i);
            total += Sum(sum);
        }

        return total;
    }

    /// <summary>target_i += Σ_r rows[r, i] over <paramref name="count"/> rows, the target in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRows(ref double target, ref T rows, nint stride, int count, int length)
    {
        for (nuint i = 0; i < (nuint)length; i += Width)
        {
            Vector512<T> sum = default;
            for (nint r = 0; r < count; r++) sum += Vector512.LoadUnsafe(ref Unsafe.Add(ref rows, r * stride), i);
            if (typeof(T) == typeof(double))
            {
                (Vector512.LoadUnsafe(ref target, i) + sum.AsDouble()).StoreUnsafe(ref target, i);
            }
            else
            {
                (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(sum.AsSingle());
                (Vector512.LoadUnsafe(ref target, i) + lower).StoreUnsafe(ref target, i);
                (Vector512.LoadUnsafe(ref target, i + 8) + upper).StoreUnsafe(ref target, i + 8);
            }
        }
    }

    /// <summary>The lanes' sum: halves onto halves, then the last pair.</summary>
    private static double Sum(Vector512<T> x)
    {
        Vector256<T> x256 = x.GetLower() + x.GetUpper();
        Vector128<T> x128 = x256.GetLower() + x256.GetUpper();
        if (typeof(T) == typeof(double)) return x128.AsDouble().GetElement(0) + x128.AsDouble().GetElement(1);
        Vector128<float> f = x128.AsSingle();
        return (double)(f.GetElement(0) + f.GetElement(2)) + (f.GetElement(1) + f.GetElement(3));
    }
}
