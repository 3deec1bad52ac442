using System.Numerics;
using CteFast.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>Σ x·xᵀ of many rows: products of blocks in T, their sum in double.</summary>
internal sealed class SecondMoment<T>(int width, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MatrixProduct<T> _product = new(threads);
    private readonly T[] _block = new T[width * width];
    private readonly double[] _sum = new double[width * width];

    /// <summary>Adds rows, count x width.</summary>
    public void Add(ReadOnlySpan<T> rows, int count)
    {
        MatrixView<T> view = new(rows, count, width);
        _product.Multiply(view.Transposed, view, _block);
        for (int i = 0; i < _sum.Length; i++) _sum[i] += double.CreateTruncating(_block[i]);
    }

    /// <summary>The sum times the weight of a row, made symmetric to the last bit; the sum itself is used up.</summary>
    public double[] Mean(double weight)
    {
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j <= i; j++) _sum[i * width + j] = _sum[j * width + i] = weight * (_sum[i * width + j] + _sum[j * width + i]) / 2;
        }

        return _sum;
    }
}
