namespace CteFast.Explain.Global.Sage;

/// <summary>How SAGE values are estimated.</summary>
public enum SageEstimator
{
    /// <summary>Features are added one by one in random orderings: d − 1 coalitions an ordering.</summary>
    Permutation,

    /// <summary>Random coalitions and their complements, by the weights under which a regression on them gives Shapley values: 2 coalitions a sample.</summary>
    Kernel,

    /// <summary>
    /// All 2^d coalitions of up to 16 features, over every row and every background row. For the margins of a <see cref="Models.Trees.TreeEnsemble"/> the
    /// coalitions are those of the features that its trees compare, up to 16, and are computed from the trees, not by asking the model; the time for a row does
    /// not depend on the size of the background. Trees too many and too deep for that are asked as other models are.
    /// </summary>
    Exact,
}
