using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Numerics.Vectors;

/// <summary>Scalar products of short rows of any length, summed in 512-bit lanes and then in double: the same bits everywhere.</summary>
internal static unsafe class LaneDot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Σ x_i·y_i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(T* x, T* y, int length)
    {
        Vector512<T> sum0 = default, sum1 = default;
        int width = Vector512<T>.Count, i = 0;
        for (; i <= length - 2 * width; i += 2 * width)
        {
            sum0 += Vector512.Load(x + i) * Vector512.Load(y + i);
            sum1 += Vector512.Load(x + i + width) * Vector512.Load(y + i + width);
        }

        if (i <= length - width)
        {
            sum0 += Vector512.Load(x + i) * Vector512.Load(y + i);
            i += width;
        }

        double sum = Lanes<T>.Sum(sum0 + sum1);
        for (; i < length; i++) sum += double.CreateTruncating(x[i] * y[i]);
        return sum;
    }
}
