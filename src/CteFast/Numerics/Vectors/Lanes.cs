using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Numerics.Vectors;

/// <summary>
/// Loops over kernel values. All use 512-bit vectors, which narrower machines emulate lane for lane, and one order of
/// reduction: the same bits everywhere. Lengths are multiples of 16.
/// </summary>
internal static partial class Lanes<T>
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
            ? Vector512.Create(-1.0, 1, -1, 1, -1, 1, -1, 1).As<double, T>()
            : Vector512.Create(-1f, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1).As<float, T>();
    }

    /// <summary>Of each of 16 rows x: Σ x_i s_i, with signs s of 1, −1 or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dot(ref T rows, nint stride, ref T signs, int length, Span<double> products)
    {
        // A product with a sign is exact: fused or not, the same bits.
        for (int r = 0; r < 16; r += 8)
        {
            ref T x0 = ref Unsafe.Add(ref rows, r * stride), x4 = ref Unsafe.Add(ref x0, 4 * stride);
            Vector512<T> sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default, sum7 = default;
            for (nuint i = 0; i < (nuint)length; i += Width)
            {
                Vector512<T> sign = Vector512.LoadUnsafe(ref signs, i);
                sum0 = MultiplyAdd(ref x0, i, sign, sum0);
                sum1 = MultiplyAdd(ref Unsafe.Add(ref x0, stride), i, sign, sum1);
                sum2 = MultiplyAdd(ref Unsafe.Add(ref x0, 2 * stride), i, sign, sum2);
                sum3 = MultiplyAdd(ref Unsafe.Add(ref x0, 3 * stride), i, sign, sum3);
                sum4 = MultiplyAdd(ref x4, i, sign, sum4);
                sum5 = MultiplyAdd(ref Unsafe.Add(ref x4, stride), i, sign, sum5);
                sum6 = MultiplyAdd(ref Unsafe.Add(ref x4, 2 * stride), i, sign, sum6);
                sum7 = MultiplyAdd(ref Unsafe.Add(ref x4, 3 * stride), i, sign, sum7);
            }

            (products[r], products[r + 1], products[r + 2], products[r + 3]) = (Sum(sum0), Sum(sum1), Sum(sum2), Sum(sum3));
            (products[r + 4], products[r + 5], products[r + 6], products[r + 7]) = (Sum(sum4), Sum(sum5), Sum(sum6), Sum(sum7));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> MultiplyAdd(ref T x, nuint i, Vector512<T> factor, Vector512<T> sum)
    {
        Vector512<T> value = Vector512.LoadUnsafe(ref x, i);
        return typeof(T) == typeof(double)
            ? Vector512.MultiplyAddEstimate(value.AsDouble(), factor.AsDouble(), sum.AsDouble()).As<double, T>()
            : Vector512.MultiplyAddEstimate(value.AsSingle(), factor.AsSingle(), sum.AsSingle()).As<float, T>();
    }

    /// <summary>
    /// Of pairs of rows, the second with a sign and the first with its opposite: target_i += Σ_p s_p (rows[2p + 1, i] − rows[2p, i]).
    /// Returns the sum of all the differences, with signs by turns −1, 1, −1, 1 … over the columns too.
    /// </summary>
    /// <param name="target">The sums.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="stride">The distance between rows.</param>
    /// <param name="signs">The signs of all rows, so that s_p = signs[2p + 1].</param>
    /// <param name="pairs">The pairs of rows.</param>
    /// <param name="length">The columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double AddPairs(ref T target, ref T rows, nint stride, ref T signs, int pairs, int length)
    {
        Vector512<T> total = default;
        for (nuint i = 0; i < (nuint)length; i += Width)
        {
            Vector512<T> sum = Vector512.LoadUnsafe(ref target, i), turns = default;
            for (nint pair = 0; pair < pairs; pair++)
            {
                ref T row = ref Unsafe.Add(ref rows, 2 * pair * stride);
                Vector512<T> difference = Vector512.LoadUnsafe(ref Unsafe.Add(ref row, stride), i) - Vector512.LoadUnsafe(ref row, i);
                sum += difference * Vector512.Create(Unsafe.Add(ref signs, 2 * pair + 1));
                turns += difference;
            }

            sum.StoreUnsafe(ref target, i);
            total += turns;
        }

        return Sum(total * Turns);
    }

    /// <summary>target_i += sign · (plus_i − minus_i) for 16 elements, the target in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddDifference(Span<double> target, ref T plus, ref T minus, double sign)
    {
        if (typeof(T) == typeof(double))
        {
            for (nuint i = 0; i < 16; i += 8)
            {
                Vector512<double> difference = (Vector512.LoadUnsafe(ref plus, i) - Vector512.LoadUnsafe(ref minus, i)).AsDouble();
                (Vector512.LoadUnsafe(ref target[0], i) + sign * difference).StoreUnsafe(ref target[0], i);
            }
        }
        else
        {
            (Vector512<double> plus0, Vector512<double> plus1) = Vector512.Widen(Vector512.LoadUnsafe(ref plus).AsSingle());
            (Vector512<double> minus0, Vector512<double> minus1) = Vector512.Widen(Vector512.LoadUnsafe(ref minus).AsSingle());
            (Vector512.LoadUnsafe(ref target[0]) + sign * (plus0 - minus0)).StoreUnsafe(ref target[0]);
            (Vector512.LoadUnsafe(ref target[0], 8) + sign * (plus1 - minus1)).StoreUnsafe(ref target[0], 8);
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

    /// <summary>target_i += x[i, i]/2 of 16 x 16 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddHalfDiagonal(ref T target, ref T x)
    {
        T half = FromDouble(0.5);
        for (nint i = 0; i < 16; i++) Unsafe.Add(ref target, i) += half * Unsafe.Add(ref x, 17 * i);
    }

    /// <summary>target_i = x_i · factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ref T x, T factor, ref T target, int length)
    {
        for (nuint i = 0; i < (nuint)length; i += Width) (Vector512.LoadUnsafe(ref x, i) * factor).StoreUnsafe(ref target, i);
    }

    /// <summary>target_i = x_i · factor, of any length, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ReadOnlySpan<double> x, double factor, Span<T> target)
    {
        for (int i = 0; i < x.Length; i++) target[i] = FromDouble(x[i] * factor);
    }

    /// <summary>target_i += plus_i − minus_i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddDifference(ref T target, ref T plus, ref T minus, int length)
    {
        for (nuint i = 0; i < (nuint)length; i += Width)
            (Vector512.LoadUnsafe(ref target, i) + (Vector512.LoadUnsafe(ref plus, i) - Vector512.LoadUnsafe(ref minus, i))).StoreUnsafe(ref target, i);
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

    /// <summary>A total and x_0, x_1 … added to it in double, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double AddInOrder(double total, ref T x, int count)
    {
        for (nint i = 0; i < count; i++) total += ToDouble(Unsafe.Add(ref x, i));
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
