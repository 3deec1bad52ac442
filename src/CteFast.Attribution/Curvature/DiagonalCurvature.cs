using System.Numerics;

namespace CteFast.Attribution.Curvature;

/// <summary>The diagonal of the Gauss-Newton matrix: EK-FAC with the parameters' own axes for eigenvectors.</summary>
internal sealed class DiagonalCurvature<T>(double[] diagonal) : Eigenbasis<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override ReadOnlySpan<double> Eigenvalues => diagonal;

    public static DiagonalCurvature<T> Fit(CurvatureRows<T> rows) =>
        new(LayerSquares<T>.Eigenvalues(rows, [.. rows.Network.Layers.ToArray().Select(_ => new LayerBasis<T>([], []))]));

    public override void Rotate(Span<T> v)
    {
    }

    public override void RotateBack(Span<T> v)
    {
    }
}
