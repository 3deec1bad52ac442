namespace CteFast.Explain;

/// <summary>Which samples (orderings of the features, or positions on a path) are combined with which background rows.</summary>
public enum SamplingDesign
{
    /// <summary>
    /// Every background row has orderings that no other row has, each walked forward and in reverse: the default. The same number of model rows covers
    /// many more background rows and orderings.
    /// </summary>
    Paired,

    /// <summary>Every ordering, of at most 4,096, is walked from every row of one small background, as shap's PermutationExplainer does.</summary>
    Crossed,
}
