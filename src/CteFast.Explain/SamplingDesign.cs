namespace CteFast.Explain;

/// <summary>How what is sampled (orderings of the features, or positions on a path) meets the background rows.</summary>
public enum SamplingDesign
{
    /// <summary>
    /// Every background row has orderings that no other row has, each walked forward and back: the default. The same number of model rows sees many more
    /// background rows and orderings.
    /// </summary>
    Paired,

    /// <summary>Every ordering, of at most 4,096, is walked over every row of one small background, as shap's PermutationExplainer does.</summary>
    Crossed,
}
