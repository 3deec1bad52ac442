namespace CteFast.Explain;

/// <summary>How Shapley values are computed.</summary>
public enum ExplainMethod
{
    /// <summary>
    /// <see cref="Tree"/> for tree ensembles that give margins, unless groups or a shared background are asked for; <see cref="Exact"/> when the budget
    /// pays for all coalitions over all the data, no smaller or shared background is asked for and no deadline is set; else <see cref="Permutation"/>.
    /// </summary>
    Auto,

    /// <summary>Orderings of the features, walked forward and back.</summary>
    Permutation,

    /// <summary>KernelSHAP: a weighted regression on coalitions, drawn in pairs by their leverage; exact when the budget covers all 2^d.</summary>
    Kernel,

    /// <summary>All coalitions of up to 20 features, over the background as it is.</summary>
    Exact,

    /// <summary>
    /// Exact values of tree ensembles, by <see cref="Trees.TreeExplainer"/> against all rows of the data, or as many as are asked for; no budget is
    /// needed. Of margins, not probabilities.
    /// </summary>
    Tree,

    /// <summary>
    /// Expected gradients of a model that has gradients, by <see cref="Gradients.GradientExplainer"/>: no Shapley values; they add up to the prediction
    /// less the base value on average only. A gradient counts as one model row.
    /// </summary>
    Gradients,

    /// <summary>
    /// Path-dependent values of trees, which need no background: absent features go both ways at a split, as the training data did. Of
    /// <see cref="Trees.TreeExplainer.PathDependent"/> alone.
    /// </summary>
    PathDependent,
}
