using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>The Gauss-Newton matrix as a block a layer, A ⊗ S in eigenvectors, with eigenvalues Λ_ij = E[(Q_Sᵀδ̂)_i²·(Q_Aᵀā)_j²].</summary>
/// <remarks>
/// A = E[ā·āᵀ], S = E[δ̂·δ̂ᵀ]; δ̂ runs over the columns of the exact output Fisher matrix, so nothing is sampled and every bit is reproducible.
/// No row's gradient is formed: without weights shared between positions, Λ is one product of squared projections. Exact for linear
/// regression. Two passes over rows and checkpoints. Source: George et al., <i>Fast Approximate Natural Gradient Descent in a
/// Kronecker-factored Eigenbasis</i>.
/// </remarks>
internal sealed class EkFac<T> : Eigenbasis<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseNetwork _network;
    private readonly double[] _eigenvalues;
    private readonly MatrixProduct<T> _product;
    private readonly T[] _scratch;

    public EkFac(DenseNetwork network, LayerBasis<T>[] layers, double[] eigenvalues, int threads)
    {
        _network = network;
        Layers = layers;
        _eigenvalues = eigenvalues;
        _product = new MatrixProduct<T>(threads);
        _scratch = new T[network.Layers.ToArray().Max(layer => layer.Count)];
    }

    /// <summary>The layers' eigenvectors.</summary>
    public LayerBasis<T>[] Layers { get; }

    public override ReadOnlySpan<double> Eigenvalues => _eigenvalues;

    /// <summary>Fits the factors.</summary>
    public static EkFac<T> Fit(CurvatureRows<T> rows)
    {
        LayerBasis<T>[] layers = FitBases(rows);
        return new EkFac<T>(rows.Network, layers, LayerSquares<T>.Eigenvalues(rows, layers), rows.Threads);
    }

    public override void Rotate(Span<T> v)
    {
        for (int l = 0; l < Layers.Length; l++) Layers[l].Rotate(_network.Layers[l].Of(v), _network.Layers[l], _product, _scratch);
    }

    public override void RotateBack(Span<T> v)
    {
        for (int l = 0; l < Layers.Length; l++) Layers[l].RotateBack(_network.Layers[l].Of(v), _network.Layers[l], _product, _scratch);
    }

    private static LayerBasis<T>[] FitBases(CurvatureRows<T> rows)
    {
        LayerShape[] shapes = rows.Network.Layers.ToArray();
        var inputs = Array.ConvertAll(shapes, shape => new SecondMoment<T>(shape.Columns, rows.Threads));
        var outputs = Array.ConvertAll(shapes, shape => new SecondMoment<T>(shape.Outputs, rows.Threads));
        rows.Walk(
            block =>
            {
                for (int l = 0; l < shapes.Length; l++) inputs[l].Add(block.Inputs(l), block.Count);
            },
            (block, _) =>
            {
                for (int l = 0; l < shapes.Length; l++) outputs[l].Add(block.Deltas(l), block.Count);
            });
        var bases = new LayerBasis<T>[shapes.Length];
        Threads.For(shapes.Length, rows.Threads, l =>
        {
            rows.Cancellation.ThrowIfCancellationRequested();
            bases[l] = LayerBasis<T>.Of(outputs[l].Mean(rows.Weight), inputs[l].Mean(rows.Weight));
        });
        return bases;
    }
}
