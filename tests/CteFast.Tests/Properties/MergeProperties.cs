using CsCheck;
using CteFast.Compression;
using CteFast.Kernels;

namespace CteFast.Tests.Properties;

/// <summary>Coresets of partitions merge into one of their union.</summary>
/// <remarks>
/// Theorem (the triangle inequality, with partitions of n_p rows of n that c_p points stand for): MMD(result, union) ≤ MMD(result, μ') + Σ (n_p/n) MMD_p for the
/// joined coresets μ' = Σ (n_p/n) μ_p. What the library has a say in is the first term, which is tested here.
/// </remarks>
public sealed class MergeProperties
{
    /// <summary>
    /// For any kernel, points, partitions and numbers of rows: no exchange of a chosen point lowers the MMD to the joined coresets with their weights, so that
    /// it stays below <see cref="KernelSpace.BoundWithoutBetterExchange"/>. A partition that is left out, or weighs too much, breaks the bound.
    /// </summary>
    [Fact]
    public void Merge_AnyPartitions_StandsForTheirRows() => Property.Holds(
        Gen.Select(Problem.Of(4, 90, 5), Gen.Int[0, 90], Gen.Int[0, 90], Gen.Int[0, 10_000]), c =>
        {
            (Problem problem, int cut, int wanted, int seed) = c;
            Subject subject = problem.Subject;
            KernelSpace k = subject.Space;
            var random = new Random(seed);
            int[] order = RandomPoints.Sample(k.Count, k.Count, seed);
            int first = 1 + cut % (k.Count - 2), second = first + 1 + random.Next(k.Count - first - 1);
            int[][] parts = [order[..first], order[first..second], order[second..]];
            (int[] Points, long RowCount)[] partitions = [.. parts.Select(part => (part, part.Length * (long)(1 + random.Next(5)) + random.Next(3)))];
            double rows = partitions.Sum(part => part.RowCount);
            double[] target = new double[k.Count];
            foreach ((int[] points, long count) in partitions)
            {
                foreach (int i in points) target[i] = count / rows / points.Length;
            }

            // No point weighs more than one of the coreset.
            int largest = (int)(1 / target.Max() + 1e-9);
            int[] coreset = subject.Merge(partitions, 1 + wanted % largest, new CoresetOptions { Seed = seed });
            Assert.Equal(coreset.Length, coreset.Distinct().Count());
            Assert.InRange(
                k.SquaredMmd(k.Measure(coreset), target), 0, k.BoundWithoutBetterExchange(coreset, target) + coreset.Length * 1e-12 * k.Scale);
            Assert.Equal(largest, subject.Merge(partitions, null, new CoresetOptions()).Length);
        }, LesserMachine.Cases(200));

    /// <summary>Indices are distinct, of any size up to ⌊n/max_p(n_p/c_p)⌋, and the same for the same seed.</summary>
    [Fact]
    public void Merge_AnyPartitions_GivesDistinctIndicesOfAnySizeUpToTheLargest()
    {
        Property.ForAll((1, 30), (1, 60), (0, 1_000_000), (first, second, seed) =>
        {
            PartitionCoreset<float>[] partitions =
            [
                new(RandomPoints.NormalSingle(first, 1, seed), first + seed % 100),
                new(RandomPoints.NormalSingle(second, 1, seed + 1), second + seed % 1000),
                new(RandomPoints.NormalSingle(1, 1, seed + 2), 1),
            ];
            CoresetMerger<GaussianKernel, float> merger = Merger(seed);
            int largest = merger.LargestSize(partitions);
            double heaviest = partitions.Max(p => p.RowCount / (double)p.Rows.Length);
            // Exact where the quotient is no integer, else rounding may take it below.
            Assert.Equal(Math.Floor(partitions.Sum(p => p.RowCount) / heaviest + 1e-9), largest);
            foreach (int size in (int[])[1, 1 + largest / 3, largest])
            {
                int[] coreset = new int[size], again = new int[size];
                merger.Merge(partitions, coreset);
                Assert.Equal(size, coreset.Distinct().Count());
                Assert.All(coreset, i => Assert.InRange(i, 0, first + second));
                Merger(seed).Merge(partitions, again);
                Assert.Equal(coreset, again);
            }
        });
    }

    private static CoresetMerger<GaussianKernel, float> Merger(long seed = 0) => new(new GaussianKernel(4), 1, new CoresetOptions { Seed = seed });
}
