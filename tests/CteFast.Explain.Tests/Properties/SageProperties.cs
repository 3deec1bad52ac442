using CsCheck;
using CteFast.Explain.Global.Sage;
using CteFast.Explain.Models;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Trees;
using CteFast.Explain.Trees;
using CteFast.Tests;

namespace CteFast.Explain.Tests.Properties;

/// <summary>SAGE values: how much of the loss knowing a feature takes away, for random models, backgrounds, rows and labels.</summary>
/// <remarks>Source: Covert, Lundberg and Lee, <i>Understanding Global Feature Contributions With Additive Importance Measures</i> (NeurIPS 2020).</remarks>
public sealed class SageProperties
{
    private static readonly Gen<(Game Game, int Rows)> Cases = Gen.Select(Game.Of(1, 5, 1), Gen.Int[1, 7]);

    /// <summary>
    /// Definition: the Shapley values of the game whose worth of a coalition is minus the mean loss of the mean prediction, where features outside the
    /// coalition come from the background.
    /// </summary>
    [Fact]
    public void Compute_Exact_IsTheEnumeration() => Property.Holds(Cases, c =>
    {
        (Game game, int count) = c;
        IModel model = game.Model.Build();
        int d = model.FeatureCount;
        (float[] rows, float[] labels) = Labelled(game, count);
        double[] worths = new double[1 << d];
        for (int i = 0; i < count; i++)
        {
            double[] outputs = ShapleyOracle.Worths(model, rows.AsSpan(i * d, d), game.RepeatedRows);
            for (int coalition = 0; coalition < worths.Length; coalition++) worths[coalition] -= Math.Pow(labels[i] - outputs[coalition], 2) / count;
        }

        SageValues values = SageValues.Compute(model, game.Background, rows, labels, new SageOptions { Estimator = SageEstimator.Exact });
        AssertRelative(-worths[0], values.BaselineLoss, worths[0]);
        AssertRelative(-worths[^1], values.ModelLoss, worths[0]);
        double[] expected = GameOracle.Values(worths, GameIndex.Shapley);
        for (int j = 0; j < d; j++) AssertRelative(expected[j], values.Values[j], worths.Min());
    }, LesserMachine.Cases(100));

    /// <summary>
    /// Efficiency: the values add up to the loss without any feature less that with all; whatever the estimator and its budget, where all orderings share the
    /// background rows. Orderings that draw rows of their own begin with what is known of the loss by those. An ordering is of one row: together they add up
    /// where every row has as many.
    /// </summary>
    [Fact]
    public void Compute_AnyEstimator_AddsUpToTheLossTakenAway() => Property.Holds(
        Gen.Select(Cases, Gen.OneOf(Enum.GetValues<SageEstimator>())), c =>
        {
            ((Game game, int count), SageEstimator estimator) = c;
            IModel model = game.Model.Build();
            (float[] rows, float[] labels) = Labelled(game, count);
            var options = new SageOptions { Estimator = estimator, Design = SamplingDesign.Crossed, TotalModelRows = 20_000, Convergence = 0, Seed = game.Seed };
            SageValues values = SageValues.Compute(model, game.Background, rows, labels, options);
            if (estimator == SageEstimator.Permutation && values.Samples % count != 0) return;
            AssertRelative(values.BaselineLoss - values.ModelLoss, values.Values.Sum(), values.BaselineLoss + values.ModelLoss + values.Values.Sum(Math.Abs));
        }, LesserMachine.Cases(100));

    /// <summary>Dummy: a feature that the model does not look at takes no loss away.</summary>
    [Fact]
    public void Compute_FeatureThatChangesNothing_IsWorthNothing() => Property.Holds(Gen.Select(Cases, Gen.Int[0, 4], Gen.OneOf(SageEstimator.Exact, SageEstimator.Permutation)), c =>
    {
        ((Game game, int count), int feature, SageEstimator estimator) = c;
        int ignored = feature % game.Model.Features;
        IModel model = (game.Model with { Ignored = ignored }).Build();
        (float[] rows, float[] labels) = Labelled(game, count);
        var options = new SageOptions { Estimator = estimator, Design = SamplingDesign.Crossed, TotalModelRows = 20_000, Convergence = 0, Seed = game.Seed };
        SageValues values = SageValues.Compute(model, game.Background, rows, labels, options);
        AssertRelative(0, values.Values[ignored], values.BaselineLoss + values.ModelLoss);
    }, LesserMachine.Cases(100));

    private static (float[] Rows, float[] Labels) Labelled(Game game, int count)
    {
        var random = new Random(game.Seed + 3);
        return (RandomTree.Rows(random, count, game.Model.Features), [.. Enumerable.Range(0, count).Select(_ => random.Next(-8, 9) / 4f)]);
    }

    private static void AssertRelative(double expected, double actual, double size) => Assert.Equal(expected, actual, 1e-10 * (1 + Math.Abs(size)));
}
