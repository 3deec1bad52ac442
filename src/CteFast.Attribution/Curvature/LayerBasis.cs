using System.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>The Kronecker-factored eigenvectors of a layer's block, Q_S ⊗ Q_A.</summary>
/// <param name="outputs">Q_Sᵀ.</param>
/// <param name="inputs">Q_Aᵀ.</param>
internal sealed class LayerBasis<T>(T[] outputs, T[] inputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The axes of the parameters: the identity, without stored eigenvectors.</summary>
    public static LayerBasis<T> Axes { get; } = new([], []);

    /// <summary>Q_Sᵀ, row-major, each row an eigenvector; empty for the identity.</summary>
    public T[] Outputs { get; } = outputs;

    /// <summary>Q_Aᵀ, row-major, each row an eigenvector; empty for the identity.</summary>
    public T[] Inputs { get; } = inputs;

    /// <summary>Q_S, each column an eigenvector.</summary>
    public T[] OutputColumns { get; } = Transposed(outputs);

    /// <summary>Q_A, each column an eigenvector.</summary>
    public T[] InputColumns { get; } = Transposed(inputs);

    /// <summary>The eigenvectors of two covariances; the inputs include the constant 1. Overwrites the covariances.</summary>
    public static LayerBasis<T> Of(double[] outputCovariance, double[] inputCovariance) =>
        new(Eigenvectors(outputCovariance), Eigenvectors(inputCovariance));

    private static T[] Eigenvectors(double[] covariance)
    {
        int n = Order(covariance);
        var values = new double[n];
        SymmetricEigen.Decompose(covariance, values, new double[SymmetricEigen.ScratchLength(n)]);
        return Array.ConvertAll(covariance, T.CreateTruncating);
    }

    private static T[] Transposed(T[] matrix)
    {
        int n = Order(matrix);
        var transposed = new T[matrix.Length];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) transposed[j * n + i] = matrix[i * n + j];
        }

        return transposed;
    }

    private static int Order(Array matrix) => (int)Math.Sqrt(matrix.Length);
}
