namespace CteFast.Explain.Trees;

/// <summary>What a <see cref="TreeExplainer"/> makes of the game v(S) = mean over background rows z of f(x_S, z_notS).</summary>
public enum GameIndex
{
    /// <summary>Shapley values: what a feature adds to v, mean over the orderings of all features; they add up to f(x) − v(∅).</summary>
    Shapley,

    /// <summary>Banzhaf values: what a feature adds to v, mean over all subsets of the other features.</summary>
    Banzhaf,

    /// <summary>Centred partial dependence: what a feature adds to v alone, v({j}) − v(∅), the partial dependence at x_j less its mean prediction.</summary>
    PartialDependence,
}
