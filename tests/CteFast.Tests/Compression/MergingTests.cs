using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;

namespace CteFast.Tests.Compression;

public class MergingTests
{
    /// <summary>How a set's rows come to lie on machines: dealt at random, or by the value of a feature; in equal parts or 1 : 2 : 4 : 8.</summary>
    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Theory]
    [InlineData("diamonds", -1, false)]
    [InlineData("diamonds", -1, true)]
    [InlineData("diamonds", 0, false)]
    [InlineData("diamonds", 0, true)]
    [InlineData("letter", -1, false)]
    [InlineData("letter", 2, true)]
    [InlineData("satellite", 3, false)]
    [InlineData("satellite", 3, true)]
    public void Merge_SplitSet_IsNearlyAsGoodAsTheWholeSetAtOnce(string name, int feature, bool unequal)
    {
        const int Seeds = 8, Size = 32;
        RealSet set = RealSet.Read(name);
        PointSet<float> points = set.Standardized();
        int d = set.FeatureCount;
        var kernel = new GaussianKernel(2 * d);
        double[] mean = new double[points.Count];
        KernelMean.Compute(kernel, points, mean);
        double merged = 0, direct = 0, inherited = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var options = new CoresetOptions { Seed = seed };
            int[] order = feature < 0
                ? RandomPoints.Sample(set.Count, set.Count, seed)
                : [.. Enumerable.Range(0, set.Count).OrderBy(i => set.Rows[i * d + feature])];
            List<int> joined = [];
            List<PartitionCoreset<float>> partitions = [];
            foreach (int[] part in Parts(order, unequal))
            {
                float[] rows = Gather(set, part);
                var partPoints = PointSet<float>.FromRows(rows, points.Standardization!);
                // As many points on small machines as on large ones.
                int[] kept = new int[Size];
                new CoresetCompressor<GaussianKernel, float>(kernel, options).Run(partPoints, kept);
                double[] partMean = new double[part.Length];
                KernelMean.Compute(kernel, partPoints, partMean);
                inherited += Math.Sqrt(Mmd.Squared(kernel, partPoints, partMean, kept)) * part.Length / set.Count / Seeds;
                int[] original = [.. kept.Select(i => part[i])];
                joined.AddRange(original);
                partitions.Add(new PartitionCoreset<float>(Gather(set, original), part.Length));
            }

            int[] coreset = new int[Size];
            var merger = new CoresetMerger<GaussianKernel, float>(kernel, d, options, points.Standardization);
            merger.Merge([.. partitions], coreset);
            merged += Math.Sqrt(Mmd.Squared(kernel, points, mean, [.. coreset.Select(i => joined[i])])) / Seeds;
            new CoresetCompressor<GaussianKernel, float>(kernel, options).Run(points, coreset);
            direct += Math.Sqrt(Mmd.Squared(kernel, points, mean, coreset)) / Seeds;
        }

        // The triangle inequality: the partitions' own errors, weighted, and that of one more thinning to the size.
        Assert.True(merged <= direct + inherited, $"{merged:F4} after {inherited:F4} in the partitions; at once {direct:F4}");
    }

    [Fact]
    public void Merge_PartitionsOfUnequalCounts_GoesByTheCounts()
    {
        float[] left = [.. RandomPoints.NormalSingle(100, 1, seed: 1).Select(v => v - 5)], right = [.. RandomPoints.NormalSingle(100, 1, seed: 2).Select(v => v + 5)];
        int Left(long leftCount, long rightCount)
        {
            int[] coreset = new int[20];
            Merger().Merge([new(left, leftCount), default, new(right, rightCount)], coreset);
            Assert.Equal(20, coreset.Distinct().Count());
            return coreset.Count(i => i < 100);
        }

        // The kernel between the two is e^−25: a coreset's MMD is least where the share of the left is nearest to that of its rows.
        Assert.Equal(10, Left(1000, 1000));
        Assert.Equal(15, Left(3000, 1000));
        Assert.Equal(5, Left(1_000_000_000_000, 3_000_000_000_000));
        Assert.Equal(19, Left(1900, 100));
    }

    [Fact]
    public void Merge_AllRowsOfEveryPartition_IsTheChoiceFromTheirUnion()
    {
        // In double: the means of the parts and of the union differ in their last bits, which in float can decide between two swaps.
        double[] rows = RandomPoints.Normal(300, 1, seed: 5);
        int[] coreset = new int[10], expected = new int[10];
        var merger = new CoresetMerger<GaussianKernel, double>(new GaussianKernel(2), 1, new CoresetOptions());
        merger.Merge([new(rows.AsMemory(0, 100), 100), new(rows.AsMemory(100), 200)], coreset);
        merger.Merge([new(rows, 300)], expected);
        Assert.Equal(expected.Order(), coreset.Order());
        merger.Merge([new(rows, 300)], coreset);
        Assert.Equal(expected, coreset);
    }

    [Fact]
    public void Merge_PartitionsThatCannotBe_Throws()
    {
        int[] coreset = new int[2];
        Assert.Throws<ArgumentOutOfRangeException>(() => Merger().Merge([], coreset));
        Assert.Throws<ArgumentOutOfRangeException>(() => Merger().Merge([default], coreset));
        Assert.Throws<ArgumentOutOfRangeException>(() => Merger().Merge([new(new float[5], 5)], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Merger().Merge([new(new float[1], 1)], coreset));
        Assert.Throws<ArgumentException>(() => Merger().Merge([new(new float[5], 4)], coreset));
        Assert.Throws<ArgumentException>(() => Merger().Merge([new(new float[5], 5), new(default, 1)], coreset));
        Assert.Throws<ArgumentException>(() => Merger().Merge([new((float[])[1, float.NaN], 2)], coreset));
        Assert.Throws<ArgumentException>(() => new CoresetMerger<GaussianKernel, float>(new GaussianKernel(2), 2, new CoresetOptions(), new Standardization([0], [1])));
    }

    private static CoresetMerger<GaussianKernel, float> Merger(long seed = 0) => new(new GaussianKernel(4), 1, new CoresetOptions { Seed = seed });

    private static IEnumerable<int[]> Parts(int[] order, bool unequal)
    {
        int[] shares = unequal ? [1, 2, 4, 8] : [1, 1, 1, 1];
        int before = 0, total = shares.Sum();
        foreach (int share in shares)
        {
            yield return order[(order.Length * before / total)..(order.Length * (before + share) / total)];
            before += share;
        }
    }

    private static float[] Gather(RealSet set, int[] indices) => [.. indices.SelectMany(i => set.Rows[(i * set.FeatureCount)..((i + 1) * set.FeatureCount)])];
}
