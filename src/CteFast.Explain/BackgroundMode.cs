namespace CteFast.Explain;

/// <summary>How the orderings of a Shapley estimate meet the background rows.</summary>
public enum BackgroundMode
{
    /// <summary>Every background row walks its own orderings of the features, forward and back: the default, many rows at the same cost.</summary>
    Own,

    /// <summary>Every ordering, of at most 4,096, is walked over one small shared background, as shap's PermutationExplainer does.</summary>
    Shared,
}
