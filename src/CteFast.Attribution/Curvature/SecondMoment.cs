using System.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>Sums x·xᵀ over many rows x: the products of each block in T, their sum in double. Not for several threads at once.</summary>
/// <param name="width">The length of a row.</param>
/// <param name="multiply">Computes the product of a block.</param>
internal sealed class SecondMoment<T>(int width, SecondMoment<T>.Product multiply)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _block = new T[width * width];
    private readonly double[] _sum = new double[width * width];

    /// <summary>Computes XᵀX of rows X.</summary>
    public delegate void Product(ReadOnlySpan<T> rows, Span<T> destination);

    /// <summary>Adds rows, count x width.</summary>
    public void Add(ReadOnlySpan<T> rows)
    {
        multiply(rows, _block);
        for (int i = 0; i < _sum.Length; i++) _sum[i] += double.CreateTruncating(_block[i]);
    }

    /// <summary>The sum times the weight of a row, made symmetric to the last bit. Overwrites the sum.</summary>
    public double[] Mean(double weight)
    {
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j <= i; j++) _sum[i * width + j] = _sum[j * width + i] = weight * (_sum[i * width + j] + _sum[j * width + i]) / 2;
        }

        return _sum;
    }
}
