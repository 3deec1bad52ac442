using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Curvature;

/// <summary>The diagonal of the Gauss-Newton matrix: EK-FAC with the axes of the parameters as eigenvectors.</summary>
internal sealed class DiagonalCurvature<T>(DenseNetwork network, double[] diagonal) : Eigenbasis<T>(network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override ReadOnlySpan<double> Eigenvalues => diagonal;

    public override Rotation<T> Into => Rotation<T>.None;

    public override Rotation<T> Back => Rotation<T>.None;

    public static DiagonalCurvature<T> Fit(CurvatureRows<T> rows) =>
        new(rows.Network, LayerSquares<T>.Eigenvalues(rows, [.. rows.Network.Layers.ToArray().Select(_ => LayerBasis<T>.Axes)]));
}
