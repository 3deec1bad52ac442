using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Curvature;

/// <summary>Fits a curvature of any kind, on all rows or on a coreset of them.</summary>
internal static class CurvatureFit<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Fits on a coreset of <paramref name="coresetRows"/> rows, or on all rows for 0.</summary>
    public static Eigenbasis<T> Fit(CurvatureKind kind, DenseNetwork network, LabelledData<T> training, IReadOnlyList<ReadOnlyMemory<T>> points,
        int coresetRows, long seed, int threads, CancellationToken cancellation) =>
        Fit(kind, network, coresetRows == 0 || coresetRows == training.Count
            ? training
            : training.Subset(CurvatureCoreset<T>.Choose(network, training, points, coresetRows, seed, threads, cancellation)), points, threads, cancellation);

    /// <summary>Fits on all rows of the data.</summary>
    public static Eigenbasis<T> Fit(CurvatureKind kind, DenseNetwork network, LabelledData<T> data, IReadOnlyList<ReadOnlyMemory<T>> points, int threads, CancellationToken cancellation)
    {
        var rows = new CurvatureRows<T>(network, data, points, threads, cancellation);
        return kind switch
        {
            CurvatureKind.EkFac => EkFac<T>.Fit(rows),
            CurvatureKind.GaussNewton => DenseGaussNewton<T>.Fit(rows),
            _ => DiagonalCurvature<T>.Fit(rows),
        };
    }
}
