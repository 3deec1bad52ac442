using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Kernels;

public sealed class QuadraticKernelTests
{
    [Fact]
    public void Evaluate_Points_IsTheSquaredProduct()
    {
        IKernel<double> kernel = new QuadraticKernel();
        Assert.Equal(121, kernel.Evaluate([1, 2], [3, 4]));
        Assert.Equal(0, kernel.Evaluate([1, -1], [2, 2]));
    }

    // What makes it choose rows for second moments: the MMD is the Frobenius norm of the difference of the means of x·xᵀ.
    [Fact]
    public void Mmd_Subset_IsTheDistanceOfSecondMoments()
    {
        const int N = 50, D = 4;
        double[] rows = RandomPoints.Normal(N, D, 1);
        int[] chosen = [1, 5, 17, 30, 44];
        PointSet<double> points = PointSet<double>.FromRows(rows, D);
        double[] mean = new double[N];
        KernelMean.Compute(new QuadraticKernel(), points, mean, threads: 1);
        double expected = 0;
        for (int i = 0; i < D * D; i++)
        {
            double Moment(IEnumerable<int> subset) => subset.Average(r => rows[r * D + i / D] * rows[r * D + i % D]);
            expected += Math.Pow(Moment(chosen) - Moment(Enumerable.Range(0, N)), 2);
        }

        Assert.Equal(expected, Mmd.Squared(new QuadraticKernel(), points, mean, chosen), 1e-12);
    }
}
