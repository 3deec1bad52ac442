using CteFast.Explain.Interactions;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Properties;

/// <summary>Makes explainers: the only file of these properties that knows how.</summary>
internal static class Explainers
{
    private const int AllCoalitions = 1 << 20;

    /// <summary>The ways that are exact for a model.</summary>
    public static IEnumerable<Way> ExactWays(IModel model) => model is TreeEnsemble ? [Way.Exact, Way.Kernel, Way.Trees] : [Way.Exact, Way.Kernel];

    /// <summary>All ways for a model.</summary>
    public static IEnumerable<Way> Ways(IModel model) => [.. ExactWays(model), Way.Permutation];

    /// <summary>Explains one row.</summary>
    public static Explanation Explain(Way way, IModel model, Background background, float[] row, long seed = 0) => Create(way, model, background, seed)(row);

    /// <summary>An explainer, which many threads may use.</summary>
    public static Func<float[], Explanation> Create(Way way, IModel model, Background background, long seed = 0)
    {
        if (way == Way.Trees)
        {
            var trees = new TreeExplainer((TreeEnsemble)model, background, new TreeExplainerOptions());
            return row => trees.Explain(row);
        }

        Explainer explainer = Explainer.Create(model, background, new ExplainOptions
        {
            Method = way switch { Way.Exact => ExplainMethod.Exact, Way.Kernel => ExplainMethod.Kernel, _ => ExplainMethod.Permutation },
            ModelRows = way == Way.Permutation ? Orderings(model, background) : AllCoalitions,
            Seed = seed,
        });
        return row => explainer.Explain(row);
    }

    /// <summary>Shapley interactions, k x d x d, of all coalitions.</summary>
    public static double[] Interactions(IModel model, Background background, float[] row)
    {
        var explainer = new InteractionExplainer(model, background, new ExplainOptions { Method = ExplainMethod.Exact, ModelRows = AllCoalitions });
        InteractionExplanation explanation = explainer.Explain(row);
        return [.. Enumerable.Range(0, model.OutputCount).SelectMany(output => explanation.Values(0, output).ToArray())];
    }

    /// <summary>The same of trees by their tables.</summary>
    public static double[] TreeInteractions(TreeEnsemble model, Background background, float[] row)
    {
        var explainer = new TreeExplainer(model, background, new TreeExplainerOptions { Interactions = true });
        double[] values = new double[model.OutputCount * explainer.ValueCount];
        explainer.ComputeValues(row, values);
        return values;
    }

    // Two orderings, one the reverse of the other, for every background row.
    private static int Orderings(IModel model, Background background) => Math.Max(1, 2 * (model.FeatureCount - 1)) * background.Count * 2;
}
