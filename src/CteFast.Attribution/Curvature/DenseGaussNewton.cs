using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;
using CteFast.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>The whole Gauss-Newton matrix (1/N)·Σ_n Σ_k g_nk·g_nkᵀ, g_nk the gradient that a column of the output Fisher matrix gives. P² memory, P³ time.</summary>
internal sealed class DenseGaussNewton<T>(DenseNetwork network, double[] vectors, double[] eigenvalues) : Eigenbasis<T>(network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most parameters.</summary>
    public const int MostParameters = 4096;

    private const int BlockRows = 64;

    /// <summary>The eigenvectors, one a row.</summary>
    public double[] Vectors => vectors;

    public override ReadOnlySpan<double> Eigenvalues => eigenvalues;

    public override Rotation<T> Into { get; } = new DenseRotation(vectors, isInto: true);

    public override Rotation<T> Back { get; } = new DenseRotation(vectors, isInto: false);

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

        return new DenseGaussNewton<T>(rows.Network, matrix, values);
    }

    /// <summary>The matrix, P x P.</summary>
    public static double[] Matrix(CurvatureRows<T> rows)
    {
        int p = rows.Network.ParameterCount;
        if (p > MostParameters)
            throw new ArgumentException($"The network has {p} parameters; a whole Gauss-Newton matrix is for {MostParameters} at most. Use EK-FAC.", nameof(rows));
        var product = new MatrixProduct<T>(rows.Threads);
        var moment = new SecondMoment<T>(p, (gradients, target) =>
        {
            MatrixView<T> view = new(gradients, gradients.Length / p, p);
            product.Multiply(view.Transposed, view, target);
        });
        var gradients = new T[BlockRows * p];
        rows.Walk(_ => { }, (block, _) =>
        {
            for (int start = 0; start < block.Count; start += BlockRows)
            {
                int count = Math.Min(BlockRows, block.Count - start);
                for (int i = 0; i < count; i++) Outer(rows.Network, block, start + i, gradients.AsSpan(i * p, p));
                moment.Add(gradients.AsSpan(0, count * p));
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

    /// <summary>The eigenvectors as rows, one scalar product a number, or as columns.</summary>
    private sealed class DenseRotation(double[] vectors, bool isInto) : Rotation<T>
    {
        public override void Apply(QueryVectors<T> queries, WalkMemory<T> memory)
        {
            int p = queries.Values.Length / Math.Max(1, queries.Count);
            Span<T> vector = memory.Scratch(p);
            double[] before = new double[p], after = new double[p];
            for (int q = 0; q < queries.Count; q++)
            {
                queries.CopyTo(q, vector);
                for (int i = 0; i < p; i++) before[i] = double.CreateTruncating(vector[i]);
                Array.Clear(after);
                for (int i = 0; i < p; i++)
                {
                    if (isInto) after[i] = DoubleVector.Dot(vectors.AsSpan(i * p, p), before);
                    else DoubleVector.AddScaled(after, before[i], vectors.AsSpan(i * p, p));
                }

                for (int i = 0; i < p; i++) vector[i] = T.CreateTruncating(after[i]);
                queries.Set(q, vector);
            }
        }
    }
}
