using System.Numerics;
using System.Numerics.Tensors;
using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Curvature;

/// <summary>
/// The whole Gauss-Newton matrix (1/N)·Σ_n Σ_k g_nk·g_nkᵀ, g_nk being the gradient of row n that starts from column k of its output Fisher matrix.
/// It takes P² memory and P³ time.
/// </summary>
internal sealed class DenseGaussNewton<T>(DenseNetwork network, double[] vectors, double[] eigenvalues) : Eigenbasis<T>(network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The largest number of parameters of a network.</summary>
    public const int MostParameters = 4096;

    private const int BlockRows = 64;

    /// <summary>The eigenvectors, each a row of the matrix.</summary>
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

        // The matrix is a mean of squares, so an eigenvalue below 0 comes from rounding; one far below is an error.
        double largest = Math.Max(1, values[^1]);
        foreach (ref double value in values.AsSpan())
        {
            if (value < -1e-8 * largest) throw new ArithmeticException($"An eigenvalue of the Gauss-Newton matrix is {value}, too far below 0 for rounding: gradients overflow; scale the features down.");
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

    /// <summary>Writes a row's gradient δ·āᵀ, P numbers.</summary>
    public static void Outer(DenseNetwork network, GradientBlock<T> block, int row, Span<T> gradient)
    {
        for (int l = 0; l < network.Layers.Length; l++)
        {
            ReadOnlySpan<T> input = block.Input(l, row), delta = block.Delta(l, row);
            Span<T> target = network.Layers[l].Of(gradient);
            for (int i = 0; i < delta.Length; i++) TensorPrimitives.Multiply(input, delta[i], target.Slice(i * input.Length, input.Length));
        }
    }

    /// <summary>Multiplies by the matrix with the eigenvectors as rows, into the eigenbasis, or as columns, back.</summary>
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
                TensorPrimitives.ConvertTruncating<T, double>(vector, before);
                Array.Clear(after);
                for (int i = 0; i < p; i++)
                {
                    if (isInto) after[i] = DoubleVector.Dot(vectors.AsSpan(i * p, p), before);
                    else DoubleVector.AddScaled(after, before[i], vectors.AsSpan(i * p, p));
                }

                TensorPrimitives.ConvertTruncating<double, T>(after, vector);
                queries.Set(q, vector);
            }
        }
    }
}
