namespace CteFast.Tests.Thinning;

/// <summary>
/// The theorem of the self-balancing walk, for random data, every kernel of the box, bounded or not, δ and m: an inner product exceeds its threshold no
/// more often than δ says, and unless one does, the error of a function's mean is sub-Gaussian with the constant that the walk itself adds up.
/// </summary>
/// <remarks>
/// <para>
/// Sub-Gaussian with ν is E exp(λe) ≤ exp(λ²ν²/2) for every λ; looked at for λ = ±1/ν, where seeds tell most. Most functions' errors are far smaller. That of
/// the function that most pairs differ by is not: on few places, where the walk has the time to stray as far as it may, thresholds 1.5 times as high break
/// the bound of the errors, 1.25 times that of the inner products. Thresholds too low break none, for they only balance more: it is the comparison with the
/// oracle that sees them. The number of thresholds exceeded is far below its bound, a union's, and breaks it only where balance is lost altogether.
/// </para>
/// <para>
/// Source: Dwivedi and Mackey, <i>Kernel Thinning</i> (JMLR 2024), self-balancing Hilbert walk. <see cref="GuaranteeTests"/> has what follows for the MMD.
/// </para>
/// </remarks>
[Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
public class WalkGuaranteeTests
{
    private const int Runs = 200;

    // One of 170 means lies above its expectation by so many standard errors with a probability of 5e-5.
    private const double Deviations = 5;

    private const double Rare = 1e-6;

    private static readonly WalkCase[] OfPlaces = [.. Enumerable.Range(0, WalkCase.Count).Select(WalkCase.OfPlaces)];
    private static readonly WalkCase[] OfClouds = [.. Enumerable.Range(0, WalkCase.Count).Select(WalkCase.OfCloud)];
    private static readonly Lazy<WalkRuns[]> Library = new(() => [.. OfPlaces.Concat(OfClouds).Select(c => new WalkRuns(c, c.Run(Runs)))]);

    [Fact]
    public void Halve_AnyCase_ErrorsOfFunctionsAreSubGaussian()
    {
        Assert.All(Library.Value, AssertHolds(run => run.Leading));
        Assert.All(Library.Value, AssertHolds(run => run.OfPoint));
        Assert.True(Excess(Library.Value[..WalkCase.Count], run => run.Leading) < Deviations);
    }

    [Fact]
    public void Halve_AnyCase_InnerProductsAreSubGaussian() => Assert.All(Library.Value, AssertHolds(run => run.InnerProducts));

    [Fact]
    public void Halve_AnyCase_ThresholdsAreExceededNoMoreOftenThanDeltaSays()
    {
        foreach (IGrouping<double, WalkRuns> cases in Library.Value.GroupBy(runs => runs.Case.Delta)) Assert.True(Tail(cases) > Rare, $"δ = {cases.Key}: {Tail(cases)}");
    }

    [Fact]
    public void Split_AnyCase_IsMadeOfTheHalvings()
    {
        foreach (WalkCase walk in OfPlaces.Concat(OfClouds))
        {
            (int[] halved, int[] split) = walk.Coresets(seed: 1);
            Assert.Equal(halved, split);
        }
    }

    [Fact]
    public void Bounds_PublishedThresholds_AreThoseOfTheLibrary()
    {
        // What the tests below change one thing of. Rounding may turn a decision of equal chances.
        foreach (WalkCase walk in OfClouds.Take(14)) Assert.Equal(walk.Run(5), walk.Run(5, thresholds: 1));
    }

    [Fact]
    public void Bounds_HigherThresholds_BreakThem()
    {
        Assert.True(Excess(RunsOf(OfPlaces, thresholds: 1.5), run => run.Leading) > Deviations);
        Assert.Contains(RunsOf(OfPlaces, thresholds: 1.25), runs => Excess([runs], run => run.InnerProducts) > Deviations);
    }

    [Fact]
    public void Bounds_FairCoins_BreakThemAll()
    {
        WalkRuns[] places = RunsOf(OfPlaces, thresholds: double.PositiveInfinity), clouds = RunsOf(OfClouds, thresholds: double.PositiveInfinity);
        Assert.True(Excess(clouds, run => run.Leading) > Deviations, $"clouds: {Excess(clouds, run => run.Leading)} standard errors above 1");
        Assert.True(Excess(places, run => run.InnerProducts) > Deviations, $"places: {Excess(places, run => run.InnerProducts)} standard errors above 1");
        foreach (double delta in (double[])[0.1, 0.02]) Assert.True(Tail(places.Where(runs => runs.Case.Delta == delta)) < Rare);
    }

    private static WalkRuns[] RunsOf(WalkCase[] cases, double thresholds) => [.. cases.Select(c => new WalkRuns(c, c.Run(Runs, thresholds)))];

    private static Action<WalkRuns> AssertHolds(Func<WalkRun, double> moment) =>
        runs => Assert.True(Excess([runs], moment) < Deviations, $"{runs.Case}: {runs.Runs.Average(moment)}, {Excess([runs], moment)} standard errors above 1");

    /// <summary>By how many standard errors the mean of what is to be 1 at most in expectation exceeds that.</summary>
    private static double Excess(WalkRuns[] cases, Func<WalkRun, double> moment)
    {
        double sum = 0, variance = 0;
        foreach (WalkRun[] runs in cases.Select(c => c.Runs))
        {
            double mean = runs.Average(moment);
            sum += mean - 1;
            variance += runs.Sum(run => Math.Pow(moment(run) - mean, 2)) / (runs.Length - 1) / runs.Length;
        }

        return sum / Math.Sqrt(variance);
    }

    /// <summary>The probability of so many exceeded thresholds: of trials of unequal probabilities, at most that of trials of their mean (Hoeffding, 1956).</summary>
    private static double Tail(IEnumerable<WalkRuns> cases)
    {
        WalkRun[] runs = [.. cases.SelectMany(c => c.Runs)];
        return Binomial.Tail(runs.Count(run => run.IsExceeded), runs.Length, cases.Average(c => c.Case.FailureProbability));
    }

    private sealed record WalkRuns(WalkCase Case, WalkRun[] Runs);
}
