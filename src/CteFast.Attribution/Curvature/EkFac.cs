using System.Numerics;
using CteFast.Attribution.Loops;
using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Curvature;

/// <summary>
/// EK-FAC: the Gauss-Newton matrix as one block for each layer, with the eigenvectors of A ⊗ S and the eigenvalues Λ_ij = E[(Q_Sᵀδ̂)_i²·(Q_Aᵀā)_j²].
/// </summary>
/// <remarks>
/// A = E[ā·āᵀ], S = E[δ̂·δ̂ᵀ]. δ̂ runs over the columns of the exact output Fisher matrix, so nothing is sampled and every bit is reproducible.
/// No row's gradient is formed: in dense layers Λ is a product of squared projections. It is exact for linear regression. Fitting takes two passes
/// over rows and checkpoints. Source: George et al., <i>Fast Approximate Natural Gradient Descent in a
/// Kronecker-factored Eigenbasis</i>.
/// </remarks>
internal sealed class EkFac<T>(DenseNetwork network, LayerBasis<T>[] layers, double[] eigenvalues) : Eigenbasis<T>(network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The layers' eigenvectors.</summary>
    public LayerBasis<T>[] Layers => layers;

    public override ReadOnlySpan<double> Eigenvalues => eigenvalues;

    public override Rotation<T> Into { get; } = new LayerRotation<T>([.. layers.Select(layer => (layer.Outputs, layer.InputColumns))]);

    public override Rotation<T> Back { get; } = new LayerRotation<T>([.. layers.Select(layer => (layer.OutputColumns, layer.Inputs))]);

    /// <summary>Fits the factors.</summary>
    public static EkFac<T> Fit(CurvatureRows<T> rows)
    {
        LayerBasis<T>[] layers = FitBases(rows);
        return new EkFac<T>(rows.Network, layers, LayerSquares<T>.Eigenvalues(rows, layers));
    }

    /// <summary>Both rotations multiplied into one, which halves the products of each application.</summary>
    public override Rotation<T> To(Eigenbasis<T> other)
    {
        LayerBasis<T>[] others = ((EkFac<T>)other).Layers;
        var product = new MatrixProduct<T>();
        return new LayerRotation<T>([.. layers.Zip(others, (own, its) => (Product(its.Outputs, own.OutputColumns), Product(own.Inputs, its.InputColumns)))]);

        T[] Product(T[] left, T[] right)
        {
            int n = (int)Math.Sqrt(left.Length);
            var target = new T[left.Length];
            product.Multiply(new MatrixView<T>(left, n, n), new MatrixView<T>(right, n, n), target);
            return target;
        }
    }

    /// <summary>Projects the factors δ and ā; their outer product is the projected gradient.</summary>
    public override void Project(GradientBlock<T> rows, int first, QueryVectors<T> vectors, WalkMemory<T> memory)
    {
        int count = vectors.Count;
        for (int l = 0; l < layers.Length; l++)
        {
            LayerShape shape = Network.Layers[l];
            Span<T> projected = memory.Scratch(count * (shape.Outputs + shape.Columns)), deltas = projected[..(count * shape.Outputs)], inputs = projected[deltas.Length..];
            memory.Product.Multiply(new MatrixView<T>(rows.Deltas(l)[(first * shape.Outputs)..], count, shape.Outputs), new MatrixView<T>(layers[l].OutputColumns, shape.Outputs, shape.Outputs), deltas);
            memory.Product.Multiply(new MatrixView<T>(rows.Inputs(l)[(first * shape.Columns)..], count, shape.Columns), new MatrixView<T>(layers[l].InputColumns, shape.Columns, shape.Columns), inputs);
            for (int q = 0; q < count; q++) vectors.SetOuter(l, q, deltas.Slice(q * shape.Outputs, shape.Outputs), inputs.Slice(q * shape.Columns, shape.Columns));
        }
    }

    private static LayerBasis<T>[] FitBases(CurvatureRows<T> rows)
    {
        LayerShape[] shapes = rows.Network.Layers.ToArray();
        ILayerLoops<T>[] loops = rows.Network.Loops<T>(rows.Threads);
        var inputs = Array.ConvertAll(loops, layer => new SecondMoment<T>(layer.Inputs + 1, layer.MultiplyInputs));
        var outputs = Array.ConvertAll(loops, layer => new SecondMoment<T>(layer.Outputs, layer.MultiplyOutputs));
        rows.Walk(
            block =>
            {
                for (int l = 0; l < shapes.Length; l++) inputs[l].Add(block.Inputs(l));
            },
            (block, _) =>
            {
                for (int l = 0; l < shapes.Length; l++) outputs[l].Add(block.Deltas(l));
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
