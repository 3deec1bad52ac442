using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Curvature;

/// <summary>
/// A segment's filter, approximated in every layer's eigenbasis by a matrix of rank R, Σ_r x_r·y_rᵀ. Applied to a gradient δ·āᵀ, which is δ̃·ãᵀ in the
/// eigenbasis, it gives the R rank-one matrices (x_r∘δ̃)·(y_r∘ã)ᵀ, so that no dense vector is formed. Immutable.
/// </summary>
/// <remarks>
/// The fit is weighted: the singular value decomposition that is truncated is that of F_ij·ρ_i·κ_j with ρ_i = mean_j Λ_ij and κ_j = mean_i Λ_ij. Scores depend
/// most on directions of large curvature, where F is small and a fit of F alone is poor. From the second segment on the products of factors are truncated to
/// rank R again. This is an extension of the paper without a bound: measure its error.
/// </remarks>
internal sealed class LowRankFilter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer[] _layers;
    private readonly int _rank;

    private LowRankFilter(Layer[] layers, int rank) => (_layers, _rank) = (layers, rank);

    /// <summary>Approximates a filter.</summary>
    public static LowRankFilter<T> Of(DenseNetwork network, EkFac<T> basis, SegmentFilter filter, int rank) =>
        new([.. network.Layers.ToArray().Select((layer, l) => new Layer(layer, basis.Layers[l],
            Fit(layer, layer.Of(basis.Eigenvalues), layer.Of<double>(filter.Response), rank),
            Fit(layer, layer.Of(basis.Eigenvalues), layer.Of<double>(filter.Transition), rank)))], rank);

    /// <summary>Applies F_r and F_S to a matrix; at the last segment of the walk F_S is left out.</summary>
    public (RankFactors Response, RankFactors Transition) Apply(int layer, RankFactors matrix, bool isLast, MatrixProduct<double> product)
    {
        Layer l = _layers[layer];
        RankFactors rotated = matrix.Times(product, l.OutputBasis.Transposed, l.InputBasis.Transposed);
        RankFactors response = Back(l.Response);
        return (response, isLast ? response : Back(l.Transition));

        RankFactors Back(RankFactors filter) => Hadamard(rotated, filter).Truncate(_rank, product).Times(product, l.OutputBasis, l.InputBasis);
    }

    /// <summary>The weighted fit of a filter of a layer's shape.</summary>
    public static RankFactors Fit(LayerShape layer, ReadOnlySpan<double> eigenvalues, ReadOnlySpan<double> filter, int rank)
    {
        int rows = layer.Outputs, columns = layer.Columns;
        double[] byRow = new double[rows], byColumn = new double[columns];
        for (int i = 0; i < rows * columns; i++)
        {
            byRow[i / columns] += eigenvalues[i] / columns;
            byColumn[i % columns] += eigenvalues[i] / rows;
        }

        Floor(byRow);
        Floor(byColumn);
        var weighted = new double[rows * columns];
        for (int i = 0; i < weighted.Length; i++) weighted[i] = filter[i] * byRow[i / columns] * byColumn[i % columns];

        // M = Σ_i e_i·m_iᵀ over its rows or columns, whichever are fewer.
        var product = new MatrixProduct<double>();
        int terms = Math.Min(rows, columns);
        var matrix = new MatrixView<double>(weighted, rows, columns);
        double[] gram = new double[terms * terms], values = new double[terms];
        if (rows <= columns) product.Multiply(matrix, matrix.Transposed, gram);
        else product.Multiply(matrix.Transposed, matrix, gram);
        for (int i = 0; i < terms; i++)
        {
            for (int j = 0; j < i; j++) gram[i * terms + j] = gram[j * terms + i] = (gram[i * terms + j] + gram[j * terms + i]) / 2;
        }

        SymmetricEigen.Decompose(gram, values, new double[SymmetricEigen.ScratchLength(terms)]);
        int kept = Math.Min(rank, terms);
        var vectors = new MatrixView<double>(gram.AsSpan((terms - kept) * terms), kept, terms);
        double[] p = new double[kept * rows], q = new double[kept * columns];
        if (rows <= columns)
        {
            gram.AsSpan((terms - kept) * terms).CopyTo(p);
            product.Multiply(vectors, matrix, q);
        }
        else
        {
            gram.AsSpan((terms - kept) * terms).CopyTo(q);
            product.Multiply(vectors, matrix.Transposed, p);
        }

        for (int i = 0; i < p.Length; i++) p[i] /= byRow[i % rows];
        for (int i = 0; i < q.Length; i++) q[i] /= byColumn[i % columns];
        return new RankFactors(kept, p, q);
    }

    private static void Floor(double[] weights)
    {
        double largest = weights.Max();
        double floor = largest > 0 ? 1e-10 * largest : 1;
        for (int i = 0; i < weights.Length; i++) weights[i] = Math.Max(weights[i], floor);
    }

    /// <summary>The product element by element: every term of one times every term of the other.</summary>
    private static RankFactors Hadamard(RankFactors matrix, RankFactors filter)
    {
        int rank = matrix.Rank * filter.Rank;
        return new RankFactors(rank, Products(matrix.Outputs, filter.Outputs), Products(matrix.Inputs, filter.Inputs));

        double[] Products(double[] left, double[] right)
        {
            int width = left.Length / matrix.Rank;
            var products = new double[rank * width];
            for (int i = 0; i < products.Length; i++)
            {
                (int term, int j) = Math.DivRem(i, width);
                products[i] = left[term / filter.Rank * width + j] * right[term % filter.Rank * width + j];
            }

            return products;
        }
    }

    private sealed class Layer(LayerShape shape, LayerBasis<T> basis, RankFactors response, RankFactors transition)
    {
        private readonly double[] _outputs = Array.ConvertAll(basis.Outputs, double.CreateTruncating), _inputs = Array.ConvertAll(basis.Inputs, double.CreateTruncating);

        public RankFactors Response { get; } = response;

        public RankFactors Transition { get; } = transition;

        public MatrixView<double> OutputBasis => new(_outputs, shape.Outputs, shape.Outputs);

        public MatrixView<double> InputBasis => new(_inputs, shape.Columns, shape.Columns);
    }
}
