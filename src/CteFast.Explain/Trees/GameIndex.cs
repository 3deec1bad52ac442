namespace CteFast.Explain.Trees;

/// <summary>Which values a <see cref="TreeExplainer"/> computes of the game v(S) = mean over background rows z of f(x_S, z_notS).</summary>
public enum GameIndex
{
    /// <summary>Shapley values: what a feature adds to v, averaged over all orderings of the features; they add up to f(x) − v(∅).</summary>
    Shapley,

    /// <summary>Banzhaf values: what a feature adds to v, averaged over all subsets of the other features.</summary>
    Banzhaf,

    /// <summary>Centred partial dependence: what a feature adds to v by itself, v({j}) − v(∅): the partial dependence at x_j less the mean prediction.</summary>
    PartialDependence,
}
