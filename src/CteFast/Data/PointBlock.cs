using System.Numerics;
using System.Runtime.CompilerServices;

namespace CteFast.Data;

/// <summary>The layout that all vectorised loops share: blocks of 16 points, feature-major, points in the lanes.</summary>
internal static class PointBlock
{
    /// <summary>The points of a block.</summary>
    public const int Size = 16;

    /// <summary>The number of blocks that hold <paramref name="count"/> points.</summary>
    public static int Count(int count) => (count + Size - 1) / Size;

    /// <summary>Where the first feature of a point stands; the others follow at distances of <see cref="Size"/>.</summary>
    public static int Offset(int point, int featureCount) => point / Size * Size * featureCount + point % Size;

    /// <summary>Copies points into other blocks, the last of which is filled up with zeros.</summary>
    // Hot from the first call on, which the slow code of a method's beginning would take much of.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<T>(ref T blocks, int featureCount, ReadOnlySpan<int> indices, ref T destination)
        where T : unmanaged
    {
        for (int i = 0; i < indices.Length; i++)
        {
            ref T source = ref Unsafe.Add(ref blocks, Offset(indices[i], featureCount));
            ref T target = ref Unsafe.Add(ref destination, Offset(i, featureCount));
            for (nint j = 0; j < featureCount; j++) Unsafe.Add(ref target, j * Size) = Unsafe.Add(ref source, j * Size);
        }

        for (int i = indices.Length; i % Size != 0; i++)
        {
            ref T target = ref Unsafe.Add(ref destination, Offset(i, featureCount));
            for (nint j = 0; j < featureCount; j++) Unsafe.Add(ref target, j * Size) = default;
        }
    }

    /// <summary>‖x_i − x_j‖², summed in double in the order of the features: the same on every machine.</summary>
    public static double SquaredDistance<T>(ref T blocks, int featureCount, int i, int j)
        where T : unmanaged, INumberBase<T>
    {
        ref T x = ref Unsafe.Add(ref blocks, Offset(i, featureCount)), y = ref Unsafe.Add(ref blocks, Offset(j, featureCount));
        double sum = 0;
        for (nint feature = 0; feature < featureCount; feature++)
        {
            double difference = double.CreateTruncating(Unsafe.Add(ref x, feature * Size)) - double.CreateTruncating(Unsafe.Add(ref y, feature * Size));
            sum += difference * difference;
        }

        return sum;
    }
}
