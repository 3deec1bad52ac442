namespace CteFast.Explain;

/// <summary>How Shapley values are computed.</summary>
public enum ExplainMethod
{
    /// <summary>
    /// <see cref="Tree"/> for tree ensembles that give margins, unless the crossed design is asked for. Otherwise <see cref="Exact"/>
    /// when the budget pays for all coalitions over all the data, and neither a smaller background, the crossed design nor a deadline is asked for.
    /// Otherwise <see cref="Permutation"/>.
    /// </summary>
    Auto,

    /// <summary>Estimates from orderings of the features, walked forward and in reverse.</summary>
    Permutation,

    /// <summary>KernelSHAP: a weighted regression on coalitions, drawn in pairs by their leverage; exact when the budget covers all 2^d.</summary>
    Kernel,

    /// <summary>Exact values from all coalitions of up to 20 features, against the given background.</summary>
    Exact,

    /// <summary>
    /// Exact values of tree ensembles by <see cref="Trees.TreeExplainer"/>, against all rows of the data, or as many as are asked for. It needs no
    /// budget. It explains margins, not probabilities.
    /// </summary>
    Tree,

    /// <summary>
    /// Expected gradients of a model that has gradients, by <see cref="Gradients.GradientExplainer"/>. They are no Shapley values: they add up to the
    /// prediction less the base value on average only. A gradient counts as one model row.
    /// </summary>
    Gradients,

    /// <summary>
    /// Path-dependent values of trees, which need no background: an absent feature follows both branches of a split, weighted as the training data
    /// did. Only <see cref="Trees.TreeExplainer.PathDependent"/> makes them.
    /// </summary>
    PathDependent,
}
