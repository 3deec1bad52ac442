using System.Numerics;
using System.Numerics.Tensors;

namespace CteFast.Attribution.Curvature;

/// <summary>A matrix of a layer's shape as the sum of rank-one matrices Σ_r p_r·q_rᵀ. Immutable.</summary>
/// <param name="Rank">The number of terms.</param>
/// <param name="Outputs">The p, rank x outputs.</param>
/// <param name="Inputs">The q, rank x (inputs + 1).</param>
internal sealed record RankFactors(int Rank, double[] Outputs, double[] Inputs)
{
    private int OutputCount => Outputs.Length / Rank;

    private int InputCount => Inputs.Length / Rank;

    /// <summary>The matrix δ·āᵀ.</summary>
    public static RankFactors Of<T>(ReadOnlySpan<T> delta, ReadOnlySpan<T> input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(1, Doubles(delta), Doubles(input));

    /// <summary>Copies the factors; places for more terms than there are become 0.</summary>
    public void CopyTo<T>(Span<T> outputs, Span<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        outputs.Clear();
        inputs.Clear();
        TensorPrimitives.ConvertTruncating<double, T>(Outputs, outputs);
        TensorPrimitives.ConvertTruncating<double, T>(Inputs, inputs);
    }

    /// <summary>The matrix in another basis: every p is multiplied by one matrix, every q by the other.</summary>
    public RankFactors Times(MatrixProduct<double> product, MatrixView<double> outputs, MatrixView<double> inputs)
    {
        double[] p = new double[Rank * outputs.Columns], q = new double[Rank * inputs.Columns];
        product.Multiply(new MatrixView<double>(Outputs, Rank, OutputCount), outputs, p);
        product.Multiply(new MatrixView<double>(Inputs, Rank, InputCount), inputs, q);
        return new RankFactors(Rank, p, q);
    }

    /// <summary>The nearest matrix of a rank, in the Frobenius norm: first the q are made orthonormal, then the p orthogonal, the longest kept.</summary>
    public RankFactors Truncate(int rank, MatrixProduct<double> product)
    {
        if (Rank <= rank) return this;

        // Σ p_r q_rᵀ = PᵀQ; with Q·Qᵀ = VᵀDV it is (D^½·V·P)ᵀ·(D^−½·V·Q).
        (double[] v, double[] d) = Gram(Inputs, InputCount, product);
        double floor = 1e-28 * d[^1];
        RankFactors orthonormal = Mixed(v, d, i => Math.Sqrt(Math.Max(d[i], 0)), i => d[i] > floor ? 1 / Math.Sqrt(d[i]) : 0, Rank, product);
        (double[] w, double[] e) = Gram(orthonormal.Outputs, OutputCount, product);
        return orthonormal.Mixed(w, e, _ => 1, _ => 1, rank, product);
    }

    /// <summary>New terms: the last <paramref name="count"/> rows of a mixing matrix times p and q, scaled.</summary>
    private RankFactors Mixed(double[] mixing, double[] values, Func<int, double> outputScale, Func<int, double> inputScale, int count, MatrixProduct<double> product)
    {
        double[] p = new double[count * OutputCount], q = new double[count * InputCount], scaled = new double[count * Rank];
        int first = values.Length - count;
        Scale(outputScale);
        product.Multiply(new MatrixView<double>(scaled, count, Rank), new MatrixView<double>(Outputs, Rank, OutputCount), p);
        Scale(inputScale);
        product.Multiply(new MatrixView<double>(scaled, count, Rank), new MatrixView<double>(Inputs, Rank, InputCount), q);
        return new RankFactors(count, p, q);

        void Scale(Func<int, double> scale)
        {
            for (int i = 0; i < scaled.Length; i++) scaled[i] = mixing[first * Rank + i] * scale(first + i / Rank);
        }
    }

    /// <summary>The eigenvectors and eigenvalues of the matrix of all scalar products between rows.</summary>
    private (double[] Vectors, double[] Values) Gram(double[] rows, int width, MatrixProduct<double> product)
    {
        double[] gram = new double[Rank * Rank], values = new double[Rank];
        product.Multiply(new MatrixView<double>(rows, Rank, width), new MatrixView<double>(rows, Rank, width).Transposed, gram);
        SymmetricEigen.Decompose(gram, values, new double[SymmetricEigen.ScratchLength(Rank)]);
        return (gram, values);
    }

    private static double[] Doubles<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var doubles = new double[values.Length];
        TensorPrimitives.ConvertTruncating(values, doubles.AsSpan());
        return doubles;
    }
}
