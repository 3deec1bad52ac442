using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>The Kronecker-factored eigenvectors of a layer's block, Q_S ⊗ Q_A.</summary>
internal sealed class LayerBasis<T>(T[] outputs, T[] inputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Q_Sᵀ, row-major, an eigenvector a row; empty for the identity.</summary>
    public T[] Outputs { get; } = outputs;

    /// <summary>Q_Aᵀ, row-major, an eigenvector a row; empty for the identity.</summary>
    public T[] Inputs { get; } = inputs;

    /// <summary>The eigenvectors of two covariances, which are destroyed; the constant 1 among the inputs.</summary>
    public static LayerBasis<T> Of(double[] outputCovariance, double[] inputCovariance) =>
        new(Eigenvectors(outputCovariance), Eigenvectors(inputCovariance));

    /// <summary>Q_Sᵀ·V·Q_A of a matrix of the layer's shape, in place.</summary>
    public void Rotate(Span<T> v, LayerShape layer, MatrixProduct<T> product, Span<T> scratch)
    {
        MatrixView<T> left = new(Outputs, layer.Outputs, layer.Outputs), right = new(Inputs, layer.Columns, layer.Columns);
        product.Multiply(left, new MatrixView<T>(v, layer.Outputs, layer.Columns), scratch);
        product.Multiply(new MatrixView<T>(scratch, layer.Outputs, layer.Columns), right.Transposed, v);
    }

    /// <summary>Q_S·V·Q_Aᵀ, in place.</summary>
    public void RotateBack(Span<T> v, LayerShape layer, MatrixProduct<T> product, Span<T> scratch)
    {
        MatrixView<T> left = new(Outputs, layer.Outputs, layer.Outputs), right = new(Inputs, layer.Columns, layer.Columns);
        product.Multiply(left.Transposed, new MatrixView<T>(v, layer.Outputs, layer.Columns), scratch);
        product.Multiply(new MatrixView<T>(scratch, layer.Outputs, layer.Columns), right, v);
    }

    private static T[] Eigenvectors(double[] covariance)
    {
        int n = (int)Math.Sqrt(covariance.Length);
        var values = new double[n];
        SymmetricEigen.Decompose(covariance, values, new double[SymmetricEigen.ScratchLength(n)]);
        return Array.ConvertAll(covariance, T.CreateTruncating);
    }
}
