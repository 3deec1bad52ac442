using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>The whole Gauss-Newton matrix (1/N)·Σ_n Σ_k g_nk·g_nkᵀ, g_nk the gradient that a column of the output Fisher matrix gives. P² memory, P³ time.</summary>
internal sealed class DenseGaussNewton<T> : Eigenbasis<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most parameters.</summary>
    public const int MostParameters = 4096;

    private const int BlockRows = 64;

    private readonly double[] _vectors, _eigenvalues;
    private readonly double[] _scratch;

    public DenseGaussNewton(double[] vectors, double[] eigenvalues)
    {
        (_vectors, _eigenvalues, _scratch) = (vectors, eigenvalues, new double[eigenvalues.Length]);
    }

    /// <summary>The eigenvectors, one a row.</summary>
    public double[] Vectors => _vectors;

    public override ReadOnlySpan<double> Eigenvalues => _eigenvalues;

    public static DenseGaussNewton<T> Fit(CurvatureRows<T> rows)
    {
        double[] matrix = Matrix(rows);
        int p = rows.Network.ParameterCount;
        var values = new double[p];
        SymmetricEigen.Decompose(matrix, values, new double[SymmetricEigen.ScratchLength(p)]);

        // A mean of squares: what is below 0 is rounding, or not this matrix.
        double largest = Math.Max(1, values[^1]);
        foreach (ref double value in values.AsSpan())
        {
            if (value < -1e-8 * largest) throw new ArithmeticException($"An eigenvalue of the Gauss-Newton matrix is {value}, below rounding.");
            value = Math.Max(value, 0);
        }

        return new DenseGaussNewton<T>(matrix, values);
    }

    /// <summary>The matrix, P x P.</summary>
    public static double[] Matrix(CurvatureRows<T> rows)
    {
        int p = rows.Network.ParameterCount;
        if (p > MostParameters)
            throw new ArgumentException($"The network has {p} parameters; a whole Gauss-Newton matrix is for {MostParameters} at most. Use EK-FAC.", nameof(rows));
        var moment = new SecondMoment<T>(p, rows.Threads);
        var gradients = new T[BlockRows * p];
        rows.Walk(_ => { }, (block, _) =>
        {
            for (int start = 0; start < block.Count; start += BlockRows)
            {
                int count = Math.Min(BlockRows, block.Count - start);
                for (int i = 0; i < count; i++) Outer(rows.Network, block, start + i, gradients.AsSpan(i * p, p));
                moment.Add(gradients, count);
            }
        });
        return moment.Mean(rows.Weight);
    }

    /// <summary>A row's gradient in full.</summary>
    public static void Outer(DenseNetwork network, GradientBlock<T> block, int row, Span<T> gradient)
    {
        for (int l = 0; l < network.Layers.Length; l++)
        {
            ReadOnlySpan<T> input = block.Input(l, row), delta = block.Delta(l, row);
            Span<T> target = network.Layers[l].Of(gradient);
            for (int i = 0; i < delta.Length; i++)
            {
                for (int j = 0; j < input.Length; j++) target[i * input.Length + j] = delta[i] * input[j];
            }
        }
    }

    public override void Rotate(Span<T> v)
    {
        int p = v.Length;
        for (int i = 0; i < p; i++) _scratch[i] = double.CreateTruncating(v[i]);
        for (int i = 0; i < p; i++) v[i] = T.CreateTruncating(DoubleVector.Dot(_vectors.AsSpan(i * p, p), _scratch));
    }

    public override void RotateBack(Span<T> v)
    {
        int p = v.Length;
        Array.Clear(_scratch);
        for (int i = 0; i < p; i++) DoubleVector.AddScaled(_scratch, double.CreateTruncating(v[i]), _vectors.AsSpan(i * p, p));
        for (int i = 0; i < p; i++) v[i] = T.CreateTruncating(_scratch[i]);
    }
}
