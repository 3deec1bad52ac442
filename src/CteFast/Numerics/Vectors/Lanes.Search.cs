using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Numerics.Vectors;

// The lowest value and the first place where it stands: the searches of swaps.
internal static partial class Lanes<T>
{
    /// <summary>The lowest of values_i − row_i and the first place where it stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (T Value, int Index) Minimum(ref T values, ref T row, int length)
    {
        Vector512<T> low0 = Vector512.Create(T.PositiveInfinity), low1 = low0, place0 = default, place1 = default, step = default;
        nuint i = 0, n = (nuint)length;
        for (; i + 2 * Width <= n; i += 2 * Width)
        {
            Vector512<T> value0 = Value(ref values, ref row, i), value1 = Value(ref values, ref row, i + Width);
            place0 = Vector512.ConditionalSelect(Vector512.LessThan(value0, low0), step, place0);
            place1 = Vector512.ConditionalSelect(Vector512.LessThan(value1, low1), step, place1);
            low0 = Vector512.MinNative(value0, low0);
            low1 = Vector512.MinNative(value1, low1);
            step += Vector512<T>.One;
        }

        if (i < n)
        {
            Vector512<T> value = Value(ref values, ref row, i);
            place0 = Vector512.ConditionalSelect(Vector512.LessThan(value, low0), step, place0);
            low0 = Vector512.MinNative(value, low0);
        }

        return First(low0, Indices(place0, 2 * Width, 0), low1, Indices(place1, 2 * Width, Width));
    }

    /// <summary>
    /// The first place of the lowest of values_i − row_i if it lies below a bound; −1 if none does. Spans whose lowest value less the largest of
    /// the row, at any of their places, lies no lower are passed over.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="row">The row.</param>
    /// <param name="length">The length of both.</param>
    /// <param name="minima">The lowest value of every span, filled up with infinity to a multiple of 16.</param>
    /// <param name="maxima">The largest of the row in every span, filled up with anything.</param>
    /// <param name="spanLength">The length of a span.</param>
    /// <param name="bound">The bound.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int LowerMinimum(ref T values, ref T row, int length, ref T minima, ref T maxima, int spanLength, T bound)
    {
        int place = -1;
        Vector512<T> limit = Vector512.Create(bound);
        for (int first = 0; first * spanLength < length; first += (int)Width)
        {
            ulong lower = Vector512.LessThan(Value(ref minima, ref maxima, (nuint)first), limit).ExtractMostSignificantBits();
            for (; lower != 0; lower &= lower - 1)
            {
                int start = (first + BitOperations.TrailingZeroCount(lower)) * spanLength;
                for (nuint i = (nuint)start, end = (nuint)Math.Min(start + spanLength, length); i < end; i += Width)
                {
                    Vector512<T> value = Value(ref values, ref row, i);
                    if (!Vector512.LessThanAny(value, limit)) continue;
                    (bound, int lane) = First(value, Vector512<T>.Indices);
                    place = (int)i + lane;
                    limit = Vector512.Create(bound);
                }
            }
        }

        return place;
    }

    /// <summary>The lowest value of every span, the last of which may be shorter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SpanMinima(ref T values, int length, int spanLength, ref T minima)
    {
        for (int start = 0; start < length; start += spanLength, minima = ref Unsafe.Add(ref minima, 1))
        {
            Vector512<T> low = Vector512.LoadUnsafe(ref values, (nuint)start);
            for (nuint i = (nuint)start + Width, end = (nuint)Math.Min(start + spanLength, length); i < end; i += Width)
                low = Vector512.MinNative(low, Vector512.LoadUnsafe(ref values, i));
            minima = Lowest(low);
        }
    }

    /// <summary>The largest value of every span, the last of which may be shorter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SpanMaxima(ref T values, int length, int spanLength, ref T maxima)
    {
        for (int start = 0; start < length; start += spanLength, maxima = ref Unsafe.Add(ref maxima, 1))
        {
            Vector512<T> high = Vector512.LoadUnsafe(ref values, (nuint)start);
            for (nuint i = (nuint)start + Width, end = (nuint)Math.Min(start + spanLength, length); i < end; i += Width)
                high = Vector512.MaxNative(high, Vector512.LoadUnsafe(ref values, i));
            maxima = -Lowest(-high);
        }
    }

    /// <summary>
    /// values_i are kernel values: statistic_i += values_i − leaving_i, and for every place of 16 the lowest of statistic_i − next_i and the first
    /// block that has it, counted from <paramref name="firstBlock"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SwapScan(ref T values, int firstBlock, int blockCount, ref T statistic, ref T leaving, ref T next, ref T lowest, ref T lowestBlocks)
    {
        for (nuint lane = 0; lane < 16; lane += Width)
        {
            Vector512<T> low = Vector512.LoadUnsafe(ref lowest, lane), place = Vector512.LoadUnsafe(ref lowestBlocks, lane);
            for (int block = 0; block < blockCount; block++)
            {
                nuint value = (nuint)(16 * block) + lane, i = value + (nuint)(16 * firstBlock);
                Vector512<T> t = Vector512.LoadUnsafe(ref statistic, i) + (Vector512.LoadUnsafe(ref values, value) - Vector512.LoadUnsafe(ref leaving, i));
                t.StoreUnsafe(ref statistic, i);
                t -= Vector512.LoadUnsafe(ref next, i);
                place = Vector512.ConditionalSelect(Vector512.LessThan(t, low), Vector512.Create(FromDouble(firstBlock + block)), place);
                low = Vector512.MinNative(t, low);
            }

            low.StoreUnsafe(ref lowest, lane);
            place.StoreUnsafe(ref lowestBlocks, lane);
        }
    }

    /// <summary>The 16 lowest values and their blocks before the search of <see cref="SwapScan"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StartSearch(ref T lowest, ref T lowestBlocks)
    {
        for (nuint lane = 0; lane < 16; lane += Width)
        {
            Vector512.Create(T.PositiveInfinity).StoreUnsafe(ref lowest, lane);
            Vector512<T>.Zero.StoreUnsafe(ref lowestBlocks, lane);
        }
    }

    /// <summary>The lowest of the values at the 16 places of blocks, and the first point that has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (T Value, int Index) First(ref T lowest, ref T blocks)
    {
        Vector512<T> low = Vector512.LoadUnsafe(ref lowest), index = Indices(Vector512.LoadUnsafe(ref blocks), 16, 0);
        return Width == 16
            ? First(low, index)
            : First(low, index, Vector512.LoadUnsafe(ref lowest, Width), Indices(Vector512.LoadUnsafe(ref blocks, Width), 16, Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Indices(Vector512<T> step, nuint size, nuint start) =>
        step * Vector512.Create(FromDouble(size)) + (Vector512<T>.Indices + Vector512.Create(FromDouble(start)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Value, int Index) First(Vector512<T> low0, Vector512<T> index0, Vector512<T> low1, Vector512<T> index1)
    {
        Vector512<T> isSecond = Vector512.LessThan(low1, low0) | (Vector512.Equals(low1, low0) & Vector512.LessThan(index1, index0));
        return First(Vector512.MinNative(low0, low1), Vector512.ConditionalSelect(isSecond, index1, index0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Value, int Index) First(Vector512<T> low, Vector512<T> index)
    {
        T lowest = Lowest(low);
        Vector512<T> isLowest = Vector512.Equals(low, Vector512.Create(lowest));
        return (lowest, (int)ToDouble(Lowest(Vector512.ConditionalSelect(isLowest, index, Vector512.Create(T.PositiveInfinity)))));
    }

    /// <summary>The lowest of the lanes, none of which is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Lowest(Vector512<T> x)
    {
        Vector256<T> x256 = Vector256.MinNative(x.GetLower(), x.GetUpper());
        Vector128<T> x128 = Vector128.MinNative(x256.GetLower(), x256.GetUpper());
        if (typeof(T) == typeof(double)) return Vector128.MinNative(x128.AsDouble(), Vector128.Shuffle(x128.AsDouble(), Vector128.Create(1L, 0))).As<double, T>().ToScalar();
        Vector128<float> f = Vector128.MinNative(x128.AsSingle(), Vector128.Shuffle(x128.AsSingle(), Vector128.Create(2, 3, 0, 1)));
        return Vector128.MinNative(f, Vector128.Shuffle(f, Vector128.Create(1, 0, 3, 2))).As<float, T>().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Value(ref T values, ref T row, nuint i) => Vector512.LoadUnsafe(ref values, i) - Vector512.LoadUnsafe(ref row, i);
}
