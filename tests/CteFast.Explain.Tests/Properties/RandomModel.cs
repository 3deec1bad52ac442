using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Properties;

/// <summary>A random model. Of rows of small integers its outputs are exact in single precision, so that laws hold to the rounding of sums in double.</summary>
/// <param name="Kind">What it is made of.</param>
/// <param name="Features">The number of features.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Seed">Where it comes from.</param>
internal sealed record RandomModel(ModelKind Kind, int Features, int Outputs, int Seed)
{
    /// <summary>A feature that the model does not look at.</summary>
    public int? Ignored { get; init; }

    /// <summary>Whether features 0 and 1 may be exchanged in every row.</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>The most features in one product of a polynomial.</summary>
    public int Degree { get; init; } = 3;

    private int[] Used => [.. Enumerable.Range(0, Features).Where(j => j != Ignored)];

    public IModel Build() => Kind switch
    {
        ModelKind.Polynomial => Polynomial(),
        ModelKind.Network => Network(),
        _ => Ensemble(),
    };

    /// <summary>The trees of an ensemble, tree i of output i mod k.</summary>
    public RandomTree[] Trees()
    {
        var random = new Random(Seed);
        RandomTree[] trees = [.. Enumerable.Range(0, Outputs * (1 + random.Next(4))).Select(_ => new RandomTree(random, Used, random.Next(5)))];
        return IsSymmetric ? [.. trees, .. trees.Select(tree => tree.Renamed(Exchanged))] : trees;
    }

    /// <summary>An ensemble of trees, with the base margins 1/4, 5/4, …</summary>
    public TreeEnsemble Ensemble() => Ensemble(Trees());

    /// <summary>An ensemble of other trees.</summary>
    public TreeEnsemble Ensemble(IReadOnlyList<RandomTree> trees) =>
        new(Features, [.. trees.Select((tree, i) => tree.Build(i % Outputs))], [.. Enumerable.Range(0, Outputs).Select(output => 0.25 + output)]);

    /// <summary>A network with the activations and layers that the seed gives.</summary>
    public NetworkModel Network()
    {
        var random = new Random(Seed);
        int hidden = 1 + random.Next(5);
        float[] weights = Quarters(random, Features * hidden), bias = Quarters(random, hidden);
        // Inputs x outputs: a row of weights a feature.
        if (Ignored is { } ignored) weights.AsSpan(ignored * hidden, hidden).Clear();
        if (IsSymmetric) weights.AsSpan(0, hidden).CopyTo(weights.AsSpan(hidden));
        return new NetworkModel(
        [
            new NetworkLayer(weights, bias, NetworkActivation.Relu),
            new NetworkLayer(Quarters(random, hidden * Outputs), Quarters(random, Outputs), NetworkActivation.Identity),
        ]);
    }

    private DelegateModel Polynomial()
    {
        var random = new Random(Seed);
        List<(int Output, float Factor, int[] Features)> terms = [];
        for (int term = random.Next(1, 9) * Outputs; term > 0; term--)
        {
            int[] used = Used;
            random.Shuffle(used);
            used = used[..Math.Min(used.Length, random.Next(Degree + 1))];
            terms.Add((term % Outputs, random.Next(-8, 9) / 4f, used));
            if (IsSymmetric) terms.Add((term % Outputs, terms[^1].Factor, [.. used.Select(Exchanged)]));
        }

        return new DelegateModel(Features, Outputs, (rows, outputs) =>
        {
            outputs.Clear();
            for (int row = 0; row < outputs.Length / Outputs; row++)
            {
                foreach ((int output, float factor, int[] features) in terms)
                {
                    float product = factor;
                    foreach (int j in features) product *= rows[row * Features + j];
                    outputs[row * Outputs + output] += product;
                }
            }
        });
    }

    private static int Exchanged(int feature) => feature < 2 ? 1 - feature : feature;

    private static float[] Quarters(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-6, 7) / 4f)];
}
