using System.Numerics;
using CsCheck;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Properties;

/// <summary>What must not matter, and to the bit: metamorphic laws. Where only the quality is the same, <see cref="Compression.InvarianceTests"/> compares that.</summary>
public sealed class SymmetryProperties
{
    /// <summary>Kernels of a distance alone, so that nothing else of a row can matter to them.</summary>
    private static readonly KernelFamily[] OfDistances =
    [
        KernelFamily.Gaussian, KernelFamily.SumOfGaussians, KernelFamily.Laplace, KernelFamily.Matern12, KernelFamily.Matern32, KernelFamily.Matern52,
        KernelFamily.InverseMultiquadric, KernelFamily.RationalQuadratic,
    ];

    private static readonly Gen<GridProblem> Problems = Gen.Select(
        Gen.Int[2, 300], Gen.Int[1, 7], Gen.OneOf(OfDistances), Gen.OneOf(Enum.GetValues<CompressionMethod>()), Gen.Bool, Gen.Int[0, 100_000],
        (n, d, family, method, weighted, seed) => new GridProblem(n, d, family, method, weighted, seed));

    /// <summary>
    /// Rows of small integers have distances that are exact in any order of the columns, so that the kernels' values are the same bits: permuting columns gives
    /// the same indices, weights and MMD. Of other rows the last bits of sums differ, and only the quality is the same.
    /// </summary>
    [Fact]
    public void Compress_ColumnsPermuted_GivesTheSameCoreset() => Property.Holds(Problems, problem =>
    {
        int[] order = RandomPoints.Sample(problem.Features, problem.Features, problem.Seed);
        AssertSame(problem, problem.Changed(row => [.. order.Select(j => row[j])]));
    }, LesserMachine.Cases(100));

    /// <summary>Distances do not change when integers are added to columns, or columns change their sign; exact for small integers.</summary>
    [Fact]
    public void Compress_ColumnsShiftedAndMirrored_GivesTheSameCoreset() => Property.Holds(Problems, problem =>
        AssertSame(problem, problem.Changed(row => [.. row.Select((value, j) => (j + problem.Seed) % 3 == 0 ? -value : value + 17 * j - 40)])), LesserMachine.Cases(100));

    /// <summary>A column that is the same in all rows adds nothing to any distance.</summary>
    [Fact]
    public void Compress_ConstantColumnAdded_GivesTheSameCoreset() => Property.Holds(
        // The Laplace kernel of the box is scaled by the number of features.
        Problems.Where(problem => problem.Family != KernelFamily.Laplace), problem =>
            AssertSame(problem, problem.Changed(row => [.. row[..(row.Length / 2)], 5, .. row[(row.Length / 2)..]])), LesserMachine.Cases(100));

    /// <summary>
    /// All rows r times are the same measure: a coreset's MMD is the same, and so are its best weights' MMD and the mean MMD of samples but for the factor
    /// that sampling without replacement has.
    /// </summary>
    [Fact]
    public void Squared_EveryRowRepeated_IsTheSame() => Property.Holds(Gen.Select(Problem.Of(1, 40, 5), Gen.Int[2, 4], Gen.Int[1, 40], Gen.Int[0, 10_000]), c =>
    {
        (Problem problem, int times, int wanted, int seed) = c;
        double[] rows = problem.Cloud.Rows;
        int n = problem.Cloud.Count, size = 1 + wanted % n;
        Subject once = problem.Subject, repeated = problem.On([.. Enumerable.Repeat(rows, times).SelectMany(part => part)]);
        int[] coreset = RandomPoints.Sample(n, size, seed), other = [.. coreset.Select((i, place) => i + place % times * n)];
        double rounding = 1e-12 * once.Space.Scale;
        Assert.Equal(once.SquaredMmd(coreset), repeated.SquaredMmd(other), rounding);
        Assert.Equal(once.SquaredMmd(coreset, once.Weights(coreset)), repeated.SquaredMmd(other, repeated.Weights(other)), rounding);
        double without = n == 1 ? 0 : (n - size) / (n - 1.0), ofRepeated = (times * n - size) / (times * n - 1.0);
        Assert.Equal(n == 1 ? 0 : once.SquaredMmdOfUniform(size) * ofRepeated, repeated.SquaredMmdOfUniform(size) * without, rounding);
    }, LesserMachine.Cases(150));

    /// <summary>Standardised columns have no unit. Scaling by powers of two, whatever the sign, rounds nothing: the indices are the same.</summary>
    [Fact]
    public void Run_FeaturesScaledByPowersOfTwo_GivesTheSameIndices()
    {
        Property.ForAll((2, 400), (1, 6), (0, 10_000), (n, d, seed) =>
        {
            double[] rows = RandomPoints.Normal(n, d, seed);
            float[] plain = [.. rows.Select(v => (float)v)];
            // Scaling by powers of two, whatever the sign, rounds nothing: every number on the way is scaled alike.
            float[] scaled = [.. plain.Select((v, i) => v * MathF.ScaleB(i % d % 2 == 0 ? 1 : -1, (i % d * 13 + seed) % 41 - 20))];
            int size = 1 + seed % Math.Min(n, 30);
            Assert.Equal(Run(PointSet<float>.FromRowsStandardized(plain, d), size, seed), Run(PointSet<float>.FromRowsStandardized(scaled, d), size, seed));
        }, cases: 60);
    }

    /// <summary>Columns scaled and shifted by any numbers and standardised in double: the MMD is the same.</summary>
    [Fact]
    public void Run_FeaturesScaledAndShifted_GivesTheSameMmdInDouble()
    {
        Property.ForAll((2, 400), (1, 6), (0, 10_000), (n, d, seed) =>
        {
            double[] plain = RandomPoints.Normal(n, d, seed);
            double[] scaled = [.. plain.Select((v, i) => (i % d + 0.3) * (v - i % d))];
            PointSet<double> points = PointSet<double>.FromRowsStandardized(plain, d), others = PointSet<double>.FromRowsStandardized(scaled, d);
            var kernel = new GaussianKernel(2 * d);
            double[] mean = Means(kernel, points);
            int size = Math.Max(1, n / 8);
            // Rounding turns no decision, unless one of a tie, when either choice is as good.
            Assert.Equal(
                Mmd.Squared(kernel, points, mean, Run(points, size, seed)), Mmd.Squared(kernel, points, mean, Run(others, size, seed)), 1e-12);
        }, cases: 60);
    }

    /// <summary>Refinement from the same start does not depend on the order of the rows; ties apart, which normal data has none of.</summary>
    [Fact]
    public void Refine_RowsPermuted_GivesThePermutedCoreset()
    {
        // From one and the same start, whatever the order of the rows; ties apart, which normal data has none of.
        Property.ForAll((5, 300), (1, 8), (0, 10_000), (n, d, seed) =>
        {
            double[] rows = RandomPoints.Normal(n, d, seed);
            int[] order = RandomPoints.Sample(n, n, seed + 1), start = RandomPoints.Sample(n, 1 + n / 5, seed + 2);
            double[] permuted = [.. order.SelectMany(i => rows.AsSpan(d * i, d).ToArray())];
            int[] coreset = [.. start], ofPermuted = [.. start.Select(i => Array.IndexOf(order, i))];
            var thinning = new KernelThinning<GaussianKernel, double>(Kernel(d));
            thinning.Refine(PointSet<double>.FromRows(rows, d), coreset);
            thinning.Refine(PointSet<double>.FromRows(permuted, d), ofPermuted);
            Assert.Equal(coreset, ofPermuted.Select(i => order[i]));
        });
    }

    private static void AssertSame(GridProblem problem, PointSet<float> changed)
    {
        Coreset expected = problem.Compress(problem.Changed(row => row)), actual = problem.Compress(changed);
        Assert.Equal(expected.Indices, actual.Indices);
        Assert.Equal(expected.Weights ?? [], actual.Weights ?? []);
        Assert.Equal((expected.SquaredMmd, expected.SquaredMmdUniform), (actual.SquaredMmd, actual.SquaredMmdUniform));
    }

    private static double[] Means<TKernel, T>(TKernel kernel, PointSet<T> points)
        where TKernel : struct, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] mean = new double[points.Count];
        KernelMean.Compute(kernel, points, mean);
        return mean;
    }

    private static int[] Run<T>(PointSet<T> points, int size, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The kernel is one of float and double.
        var options = new CoresetOptions { Seed = seed };
        GaussianKernel kernel = Kernel(points.FeatureCount);
        Coreset coreset = points is PointSet<float> single
            ? Coreset.Compress(single, kernel, size, options)
            : Coreset.Compress((PointSet<double>)(object)points, kernel, size, options);
        return [.. coreset.Indices];
    }

    private static GaussianKernel Kernel(int d) => new(2 * d);

    /// <summary>Rows of integers from −6 to 6.</summary>
    private sealed record GridProblem(int Count, int Features, KernelFamily Family, CompressionMethod Method, bool Weighted, int Seed)
    {
        public PointSet<float> Changed(Func<float[], float[]> change)
        {
            float[][] rows = [.. RandomPoints.Normal(Count, Features, Seed).Select(value => (float)Math.Clamp(Math.Round(3 * value), -6, 6)).Chunk(Features).Select(change)];
            return PointSet<float>.FromRows([.. rows.SelectMany(row => row)], rows[0].Length);
        }

        public Coreset Compress(PointSet<float> points) => Coreset.Compress(
            points, new KernelChoice(Family, 6 * Features), 1 + Seed % Math.Min(Count, 25), new CoresetOptions { Method = Method, Weighted = Weighted, Seed = Seed });
    }
}
