using CsCheck;
using CteFast.Explain.Models;
using CteFast.Tests;

namespace CteFast.Explain.Tests.Properties;

/// <summary>The axioms that Shapley values are the only ones to satisfy, for random models, backgrounds and rows, and every explainer.</summary>
/// <remarks>
/// Source: Shapley, <i>A Value for n-Person Games</i> (1953); of predictions: Lundberg and Lee, <i>A Unified Approach to Interpreting Model Predictions</i>
/// (NeurIPS 2017). Models and rows are such that outputs are exact in single precision: tolerances are for sums in double of a few hundred terms of size 100.
/// </remarks>
public sealed class AxiomProperties
{
    private const double Rounding = 1e-10;

    /// <summary>Uniqueness: what satisfies the axioms is the mean over all orderings of what a feature adds, which enumeration of the coalitions gives.</summary>
    [Fact]
    public void Values_ExactWays_AreTheEnumeration() => Property.Holds(Game.Of(), game =>
    {
        IModel model = game.Model.Build();
        double[] expected = game.ShapleyValues(model);
        foreach (Way way in Explainers.ExactWays(model)) AssertValues(expected, Explainers.Explain(way, model, game.Background, game.Row), way);
    }, LesserMachine.Cases(200));

    /// <summary>Efficiency: the values add up to the prediction less the base value, which is the mean prediction of the background.</summary>
    [Fact]
    public void Values_AllWays_AddUpToThePrediction() => Property.Holds(Game.Of(1, 9), game =>
    {
        IModel model = game.Model.Build();
        (float[] background, float[] row) = (game.RepeatedRows, game.Row);
        float[] predictions = Predict(model, background), prediction = Predict(model, row);
        int k = model.OutputCount;
        foreach (Way way in Explainers.Ways(model))
        {
            Explanation explanation = Explainers.Explain(way, model, game.Background, row, game.Seed);
            for (int output = 0; output < k; output++)
            {
                double mean = Enumerable.Range(0, predictions.Length / k).Average(i => (double)predictions[i * k + output]);
                AssertClose(mean, explanation.BaseValues[output], $"{way}, base value {output}");
                AssertClose(prediction[output], explanation.Prediction(0)[output], $"{way}, prediction {output}");
                AssertClose(prediction[output], mean + Sum(explanation.Values(0, output)), $"{way}, sum {output}");
            }
        }
    }, LesserMachine.Cases(200));

    /// <summary>Dummy: a feature that the model does not look at is worth nothing; nor is one whose value all background rows share.</summary>
    [Fact]
    public void Values_FeatureThatChangesNothing_AreZero() => Property.Holds(Gen.Select(Game.Of(2), Gen.Int[0, 5], Gen.Int[0, 5]), c =>
    {
        (Game game, int first, int second) = c;
        int d = game.Model.Features, ignored = first % d, shared = second % d;
        IModel model = (game.Model with { Ignored = ignored }).Build();
        float[] row = game.Row, rows = game.Rows;
        for (int i = shared; i < rows.Length; i += d) rows[i] = row[shared];
        foreach (Way way in Explainers.Ways(model))
        {
            Explanation explanation = Explainers.Explain(way, model, game.BackgroundOf(rows), row, game.Seed);
            for (int output = 0; output < model.OutputCount; output++)
            {
                foreach (int feature in (int[])[ignored, shared]) AssertClose(0, explanation.Values(0, output)[feature], $"{way}, feature {feature}");
            }
        }
    }, LesserMachine.Cases(150));

    /// <summary>Symmetry: two features that the model treats alike, and that are alike in all rows, are worth the same.</summary>
    [Fact]
    public void Values_FeaturesThatAreAlike_AreEqual() => Property.Holds(Game.Of(2), game =>
    {
        int d = game.Model.Features;
        IModel model = (game.Model with { IsSymmetric = true }).Build();
        float[] row = game.Row, rows = game.Rows;
        row[1] = row[0];
        for (int i = 0; i < rows.Length; i += d) rows[i + 1] = rows[i];
        foreach (Way way in Explainers.ExactWays(model))
        {
            Explanation explanation = Explainers.Explain(way, model, game.BackgroundOf(rows), row);
            for (int output = 0; output < model.OutputCount; output++)
                AssertClose(explanation.Values(0, output)[0], explanation.Values(0, output)[1], $"{way}, output {output}");
        }
    }, LesserMachine.Cases(150));

    /// <summary>Linearity: the values of f + g are those of f and those of g; of trees, the trees of both in one ensemble.</summary>
    [Fact]
    public void Values_SumOfModels_AreTheSums() => Property.Holds(Gen.Select(Game.Of(), Gen.Int[0, 1_000_000]), c =>
    {
        (Game game, int seed) = c;
        RandomModel other = game.Model with { Seed = seed };
        IModel f = game.Model.Build(), g = other.Build(), sum = game.Model.Kind == ModelKind.Trees ? game.Model.Ensemble([.. game.Model.Trees(), .. other.Trees()]) : Sum(f, g);
        foreach (Way way in Explainers.ExactWays(sum))
        {
            Explanation ofF = Explainers.Explain(way, f, game.Background, game.Row), ofG = Explainers.Explain(way, g, game.Background, game.Row);
            double[] expected = [.. Enumerable.Range(0, f.OutputCount).SelectMany(output => Add(ofF.Values(0, output), ofG.Values(0, output)))];
            AssertValues(expected, Explainers.Explain(way, sum, game.Background, game.Row), way);
        }
    }, LesserMachine.Cases(150));

    /// <summary>
    /// An ordering and its reverse are exact for products of two features: which of the two comes first is each once. Source: Mitchell, Cooper, Frank and Holmes,
    /// <i>Sampling Permutations for Shapley Value Estimation</i> (JMLR 2022), antithetic sampling.
    /// </summary>
    [Fact]
    public void Values_OrderingsOfProductsOfTwo_AreExact() => Property.Holds(Game.Of(1, 8), game =>
    {
        IModel model = (game.Model with { Kind = ModelKind.Polynomial, Degree = 2 }).Build();
        AssertValues(game.ShapleyValues(model), Explainers.Explain(Way.Permutation, model, game.Background, game.Row, game.Seed), Way.Permutation);
    }, LesserMachine.Cases(150));

    internal static float[] Predict(IModel model, float[] rows)
    {
        float[] outputs = new float[rows.Length / model.FeatureCount * model.OutputCount];
        model.Predict(rows, outputs);
        return outputs;
    }

    internal static void AssertClose(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= Rounding, $"{what}: {actual:R}, expected {expected:R}");

    private static void AssertValues(double[] expected, Explanation explanation, Way way)
    {
        int d = explanation.FeatureCount;
        for (int i = 0; i < expected.Length; i++) AssertClose(expected[i], explanation.Values(0, i / d)[i % d], $"{way}, output {i / d}, feature {i % d}");
    }

    private static DelegateModel Sum(IModel f, IModel g) => new(f.FeatureCount, f.OutputCount, (rows, outputs) =>
    {
        float[] others = new float[outputs.Length];
        f.Predict(rows, outputs);
        g.Predict(rows, others);
        for (int i = 0; i < others.Length; i++) outputs[i] += others[i];
    });

    private static double[] Add(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double[] sums = left.ToArray();
        for (int i = 0; i < sums.Length; i++) sums[i] += right[i];
        return sums;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }
}
