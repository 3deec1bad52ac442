using CteFast.Explain;
using CteFast.Explain.Coalitions;
using CteFast.Explain.Permutation;

namespace CteFast.Studies.Explanations;

/// <summary>The ways to spend the same number of model rows.</summary>
internal static class Estimates
{
    /// <summary>shap's default: orderings over a shared uniform background.</summary>
    public static double[] UniformShared(ModelCase c, ReadOnlySpan<float> rows, int seed) => Shared(c, Uniform(c, seed), rows, seed);

    /// <summary>Compress Then Explain as published: orderings over a shared compressed background.</summary>
    public static double[] CteShared(ModelCase c, ReadOnlySpan<float> rows, int seed) =>
        Shared(c, Background.Compress(c.Data, c.FeatureCount, c.SharedRows, seed), rows, seed);

    /// <summary>The library's default: own orderings for every row of a larger compressed background.</summary>
    public static double[] OwnOrderings(ModelCase c, ReadOnlySpan<float> rows, int seed) =>
        Values(CompressThenExplain.Explain(c.Model, c.Data, rows, new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = c.ModelRows, Seed = seed }));

    /// <summary>KernelSHAP over a shared compressed background.</summary>
    public static double[] Kernel(ModelCase c, ReadOnlySpan<float> rows, int seed)
    {
        Background background = Background.Compress(c.Data, c.FeatureCount, c.SharedRows, seed);
        return Values(new KernelExplainer(c.Model, background, new ExplainOptions { ModelRows = c.ModelRows, Seed = seed }).Explain(rows));
    }

    /// <summary>The mean absolute difference.</summary>
    public static double Error(IEnumerable<double> values, IEnumerable<double> exact) => values.Zip(exact, (value, other) => Math.Abs(value - other)).Average();

    /// <summary>All values of an explanation, rows x outputs x features.</summary>
    public static double[] Values(Explanation explanation) =>
        [.. from row in Enumerable.Range(0, explanation.RowCount)
            from output in Enumerable.Range(0, explanation.OutputCount)
            from value in explanation.Values(row, output).ToArray()
            select value];

    private static double[] Shared(ModelCase c, Background background, ReadOnlySpan<float> rows, int seed) =>
        Values(new PermutationExplainer(c.Model, background, new ExplainOptions { ModelRows = c.ModelRows, Design = SamplingDesign.Crossed, Seed = seed }).Explain(rows));

    private static Background Uniform(ModelCase c, int seed)
    {
        int[] indices = [.. Enumerable.Range(0, c.Set.Count)];
        new Random(seed).Shuffle(indices);
        int d = c.FeatureCount;
        return Background.Of([.. indices.Take(c.SharedRows).SelectMany(i => c.Data[(i * d)..((i + 1) * d)])], d);
    }
}
