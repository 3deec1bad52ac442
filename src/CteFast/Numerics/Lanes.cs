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
    /// <summary>The number in double.</summary>
    /// <remarks>The same as the conversions of generic arithmetic, whose many cases the compiler has to read and drop at every spot.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToDouble(T value) => typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(value) : Unsafe.BitCast<T, double>(value);

    /// <summary>The number nearest to a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FromDouble(double value) => typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)value) : Unsafe.BitCast<double, T>(value);

    private static nuint Width => (nuint)Vector512<T>.Count;

    /// <summary>−1, 1, −1, 1 …</summary>
    private static Vector512<T> Turns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(double)
            ? Vector512.Create(Vector128.Create(-1.0, 1)).As<double, T>()
            : Vector512.Create(Vector128.Create(-1f, 1, -1, 1)).As<float, T>();
    }

    /// <summary>Of each of 16 rows x: Σ x_i y_i and Σ (−1)^(i+1) x_i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dot(ref T rows, nint stride, ref T y, int length, Span<double> products, Span<double> turns)
    {
        for (int r = 0; r < 16; r += 4)
        {
            ref T x0 = ref Unsafe.Add(ref rows, r * stride), x1 = ref Unsafe.Add(ref x0, stride);
            ref T x2 = ref Unsafe.Add(ref x1, stride), x3 = ref Unsafe.Add(ref x2, stride);
            Vector512<T> product0 = default, product1 = default, product2 = default, product3 = default;
            Vector512<T> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (nuint i = 0; i < (nuint)length; i += Width)
            {
                Vector512<T> factor = Vector512.LoadUnsafe(ref y, i);
                Vector512<T> x = Vector512.LoadUnsafe(ref x0, i);
                product0 += x * factor;
                sum0 += x;
                x = Vector512.LoadUnsafe(ref x1, i);
                product1 += x * factor;
                sum1 += x;
                x = Vector512.LoadUnsafe(ref x2, i);
                product2 += x * factor;
                sum2 += x;
                x = Vector512.LoadUnsafe(ref x3, i);
                product3 += x * factor;
                sum3 += x;
            }

            (products[r], turns[r]) = (Sum(product0), Sum(sum0 * Turns));
            (products[r + 1], turns[r + 1]) = (Sum(product1), Sum(sum1 * Turns));
            (products[r + 2], turns[r + 2]) = (Sum(product2), Sum(sum2 * Turns));
            (products[r + 3], turns[r + 3]) = (Sum(product3), Sum(sum3 * Turns));
        }
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

    /// <summary>target_i += plus_i − minus_i.</summary>
    public static void AddDifference(ref T target, ref T plus, ref T minus, int length)
    {
        for (nuint i = 0; i < (nuint)length; i += Width)
            (Vector512.LoadUnsafe(ref target, i) + (Vector512.LoadUnsafe(ref plus, i) - Vector512.LoadUnsafe(ref minus, i))).StoreUnsafe(ref target, i);
    }

    /// <summary>target_i += plus_i − minus_i, and the same to a second target.</summary>
    public static void AddDifference(ref T target, ref T second, ref T plus, ref T minus, int length)
    {
        for (nuint i = 0; i < (nuint)length; i += Width)
        {
            Vector512<T> difference = Vector512.LoadUnsafe(ref plus, i) - Vector512.LoadUnsafe(ref minus, i);
            (Vector512.LoadUnsafe(ref target, i) + difference).StoreUnsafe(ref target, i);
            (Vector512.LoadUnsafe(ref second, i) + difference).StoreUnsafe(ref second, i);
        }
    }

    /// <summary>The lowest of values_i − row_i and the first place where it stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (T Value, int Index) Minimum(ref T values, ref T row, int length)
    {
        // The lowest value comes first, run by run; only the run that has it is searched for the place.
        nuint run = 16 * Width, n = (nuint)length;
        Vector512<T> lowest = Vector512.Create(T.PositiveInfinity), place = default, step = default;
        for (nuint start = 0; start < n; start += run)
        {
            nuint end = nuint.Min(start + run, n), i = start;
            Vector512<T> low0 = Vector512.Create(T.PositiveInfinity), low1 = low0;
            for (; i + 2 * Width <= end; i += 2 * Width)
            {
                low0 = Vector512.MinNative(Value(ref values, ref row, i), low0);
                low1 = Vector512.MinNative(Value(ref values, ref row, i + Width), low1);
            }

            if (i < end) low0 = Vector512.MinNative(Value(ref values, ref row, i), low0);
            low0 = Vector512.MinNative(low0, low1);
            Vector512<T> lower = Vector512.LessThan(low0, lowest);
            lowest = Vector512.ConditionalSelect(lower, low0, lowest);
            place = Vector512.ConditionalSelect(lower, step, place);
            step += Vector512<T>.One;
        }

        T best = T.PositiveInfinity;
        nuint bestRun = 0;
        for (int lane = 0; lane < Vector512<T>.Count; lane++)
        {
            T value = lowest.GetElement(lane);
            nuint candidate = nuint.CreateTruncating(place.GetElement(lane));
            if (value < best || (value == best && candidate < bestRun)) (best, bestRun) = (value, candidate);
        }

        Vector512<T> wanted = Vector512.Create(best);
        for (nuint i = bestRun * run; i < n; i += Width)
        {
            Vector512<T> equal = Vector512.Equals(Value(ref values, ref row, i), wanted);
            if (equal != Vector512<T>.Zero) return (best, (int)i + BitOperations.TrailingZeroCount(equal.ExtractMostSignificantBits()));
        }

        return (best, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Value(ref T values, ref T row, nuint i) => Vector512.LoadUnsafe(ref values, i) - Vector512.LoadUnsafe(ref row, i);

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

    /// <summary>target_r += Σ_l x[r, l] over <paramref name="count"/> rows of 16 elements, the target in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSums(ref double target, ref T x, int count)
    {
        for (nint r = 0; r < count; r++)
        {
            Vector512<T> sum = default;
            for (nuint i = 0; i < 16; i += Width) sum += Vector512.LoadUnsafe(ref x, (nuint)(16 * r) + i);
            Unsafe.Add(ref target, r) += Sum(sum);
        }
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<T> x)
    {
        Vector256<T> x256 = x.GetLower() + x.GetUpper();
        Vector128<T> x128 = x256.GetLower() + x256.GetUpper();
        if (typeof(T) == typeof(double)) return x128.AsDouble().GetElement(0) + x128.AsDouble().GetElement(1);
        Vector128<float> f = x128.AsSingle();
        return (double)(f.GetElement(0) + f.GetElement(2)) + (f.GetElement(1) + f.GetElement(3));
    }
}
