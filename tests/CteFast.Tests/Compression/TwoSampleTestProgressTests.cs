using CteFast.Compression;
using CteFast.Data;

namespace CteFast.Tests.Compression;

public sealed class TwoSampleTestProgressTests
{
    private const int D = 2;
    private static readonly float[] First = Rows(6000, seed: 1), Second = Rows(5000, seed: 2);

    [Theory]
    [InlineData(1, 999)]
    [InlineData(2, 999)]
    [InlineData(2, 20_000)]      // permutations are half of the work
    public void Run_Progress_RisesToOneAndChangesNothing(int threads, int permutations)
    {
        TwoSampleTestOptions options = new() { Threads = threads, Permutations = permutations };
        ProgressRecorder recorder = new();

        TwoSampleTest result = TwoSampleTest.Run(First, Second, D, options, recorder);

        TwoSampleTest expected = TwoSampleTest.Run(First, Second, D, options);
        Assert.Equal((expected.PValue, expected.SquaredMmd), (result.PValue, result.SquaredMmd));
        double[] reports = [.. recorder.Reports];
        Assert.InRange(reports.Length, 100, 1000);
        Assert.All(reports.Zip(reports.Skip(1)), pair => Assert.InRange(pair.Second, pair.First, Math.Min(1, pair.First + 0.1)));
        Assert.InRange(reports[0], 0, 0.05);
        Assert.InRange(reports[^1], 0.98, 1);
    }

    [Fact]
    public void Run_CategoriesWithProgress_IsTold()
    {
        ProgressRecorder recorder = new();

        TwoSampleTest.Run([1, 2, 3, 4], [2, 1, 4, 4], [FeatureKind.Categorical, FeatureKind.Numeric], new TwoSampleTestOptions(), recorder);

        Assert.NotEmpty(recorder.Reports);
    }

    [Fact]
    public void Run_CancelledAmongPermutations_Stops()
    {
        using CancellationTokenSource source = new();
        // Two rows a sample: all but the permutations is soon done.
        ProgressRecorder recorder = new() { Then = report => { if (report > 0.01) source.Cancel(); } };

        Assert.ThrowsAny<OperationCanceledException>(
            () => TwoSampleTest.Run([1, 2, 3, 4], [2, 1, 4, 4], D, new TwoSampleTestOptions { Permutations = 1_000_000 }, recorder, source.Token));

        Assert.InRange(recorder.Reports.Max(), 0.01, 0.5);
    }

    private static float[] Rows(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count * D).Select(_ => random.NextSingle())];
    }
}
