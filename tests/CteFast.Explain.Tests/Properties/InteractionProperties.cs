using CsCheck;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Trees;
using CteFast.Explain.Trees;
using CteFast.Tests;

namespace CteFast.Explain.Tests.Properties;

/// <summary>Shapley interactions of pairs, for random models, backgrounds and rows.</summary>
/// <remarks>
/// Source: Grabisch and Roubens, <i>An Axiomatic Approach to the Concept of Interaction</i> (1999); Lundberg et al., <i>From Local Explanations to Global
/// Understanding with Explainable AI for Trees</i> (2020) for the matrix: each of a pair has half, the diagonal what is left of a feature's value.
/// </remarks>
public sealed class InteractionProperties
{
    /// <summary>The definition by enumeration; it is symmetric, and a feature's row adds up to its Shapley value.</summary>
    [Fact]
    public void Interactions_AnyModel_AreTheEnumeration() => Property.Holds(Game.Of(1, 5, 2), game =>
    {
        IModel model = game.Model.Build();
        int d = model.FeatureCount, k = model.OutputCount;
        double[] worths = game.Worths(model), values = game.ShapleyValues(model);
        foreach (double[] actual in Ways(model, game))
        {
            for (int output = 0; output < k; output++)
            {
                double[] ofOutput = [.. Enumerable.Range(0, 1 << d).Select(coalition => worths[coalition * k + output])];
                double[] expected = GameOracle.Interactions(ofOutput, GameIndex.Shapley);
                for (int at = 0; at < d * d; at++)
                    AxiomProperties.AssertClose(expected[at], actual[output * d * d + at], $"output {output}, pair {at / d}, {at % d}");
                for (int i = 0; i < d; i++)
                    AxiomProperties.AssertClose(values[output * d + i], actual.Skip((output * d + i) * d).Take(d).Sum(), $"output {output}, row {i}");
            }
        }
    }, LesserMachine.Cases(150));

    /// <summary>A model that is a sum of functions of one feature each has no interactions; nor has a feature that the model does not look at.</summary>
    [Fact]
    public void Interactions_FeaturesThatDoNotMeet_AreZero() => Property.Holds(Gen.Select(Game.Of(2, 5, 2), Gen.Int[0, 4], Gen.Bool), c =>
    {
        (Game game, int feature, bool isAdditive) = c;
        int d = game.Model.Features, ignored = feature % d;
        IModel model = (isAdditive ? game.Model with { Kind = ModelKind.Polynomial, Degree = 1 } : game.Model with { Ignored = ignored }).Build();
        foreach (double[] actual in Ways(model, game))
        {
            for (int at = 0; at < actual.Length; at++)
            {
                (int i, int j) = (at / d % d, at % d);
                if (isAdditive ? i != j : i == ignored || j == ignored) AxiomProperties.AssertClose(0, actual[at], $"pair {i}, {j}");
            }
        }
    }, LesserMachine.Cases(100));

    private static IEnumerable<double[]> Ways(IModel model, Game game)
    {
        yield return Explainers.Interactions(model, game.Background, game.Row);
        if (model is TreeEnsemble trees) yield return Explainers.TreeInteractions(trees, game.Background, game.Row);
    }
}
