namespace CteFast.Explain.Models.Trees;

/// <summary>What a model file says of its trees, as plain data: a <see cref="TreeEnsemble"/> is made of it, or the source of a class with <c>[TreeModel]</c>.</summary>
/// <remarks>The sources from the file up to here are compiled into the generator too, so that a file means one thing however it is read.</remarks>
internal sealed record TreeEnsembleParts(int FeatureCount, IReadOnlyList<DecisionTree> Trees, double[] BaseMargins, TreeEnsembleOptions Options)
{
    /// <summary>Throws unless the parts fit each other.</summary>
    /// <exception cref="ArgumentException">What <see cref="TreeEnsemble"/>'s constructor says.</exception>
    public TreeEnsembleParts Check()
    {
        Check(FeatureCount, Trees, BaseMargins, Options);
        return this;
    }

    /// <summary>Throws unless the parts of an ensemble fit each other.</summary>
    public static void Check(int featureCount, IReadOnlyList<DecisionTree> trees, ReadOnlySpan<double> baseMargins, TreeEnsembleOptions options)
    {
        if (baseMargins.IsEmpty)
            throw new ArgumentException("There is no base margin: a model has at least one output.", nameof(baseMargins));
        foreach (double margin in baseMargins)
        {
            if (!double.IsFinite(margin))
                throw new ArgumentException("A base margin is not finite.", nameof(baseMargins));
        }

        if (options.Link is TreeEnsembleLink.Softmax or TreeEnsembleLink.LogisticShare && baseMargins.Length < 2)
            throw new ArgumentException($"A {(options.Link == TreeEnsembleLink.Softmax ? "softmax" : "share of classes")} needs two outputs or more.", nameof(options));
        if (!(options.LinkScale > 0 && double.IsFinite(options.LinkScale)))
            throw new ArgumentException($"A link scale of {options.LinkScale} is not positive.", nameof(options));
        if (options.FeatureLevels is { } levels && levels.Count != featureCount)
            throw new ArgumentException($"There are levels of {levels.Count} features for {featureCount}.", nameof(options));
        _ = ModelBatch.Names(options.FeatureNames, featureCount);
        for (int t = 0; t < trees.Count; t++)
        {
            DecisionTree tree = trees[t];
            if (tree.Features > featureCount)
                throw new ArgumentException($"Tree {t} compares feature {tree.Features - 1}, but a row has {featureCount} features.", nameof(trees));
            if (tree.Output >= baseMargins.Length)
                throw new ArgumentException($"Tree {t} adds to output {tree.Output}, but there are {baseMargins.Length} outputs.", nameof(trees));
            if (options.SumsInSingle && tree.Values.Any(value => !float.IsFinite((float)value)))
                throw new ArgumentException($"Tree {t} has a leaf of {tree.Values.First(value => !float.IsFinite((float)value))}, which is too large for single precision.", nameof(trees));
        }
    }
}
