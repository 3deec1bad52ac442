namespace CteFast.Explain.Trees;

/// <summary>Which values a <see cref="TreeExplainer"/> computes of the game v(S) = mean over background rows z of f(x_S, z_notS).</summary>
/// <remarks>
/// With <see cref="TreeExplainerOptions.Interactions"/>, let Δ_ij(S) = v(S ∪ {i, j}) − v(S ∪ {i}) − v(S ∪ {j}) + v(S), for S without i and j.
/// Shapley: entries ij and ji hold half of the mean of Δ_ij each, and the diagonal what is left of the Shapley value, so that a line sums to it (the
/// convention of the Python library shap).
/// Banzhaf: entries ij and ji hold the whole mean of Δ_ij over all S, and the diagonal the Banzhaf value itself: a line sums to nothing in particular.
/// Partial dependence: entries ij and ji hold the whole Δ_ij(∅), and the diagonal the value itself.
/// </remarks>
public enum GameIndex
{
    /// <summary>Shapley values: what a feature adds to v, averaged over all orderings of the features; they add up to f(x) − v(∅).</summary>
    Shapley,

    /// <summary>Banzhaf values: what a feature adds to v, averaged over all subsets of the other features.</summary>
    Banzhaf,

    /// <summary>Centred partial dependence: what a feature adds to v by itself, v({j}) − v(∅): the partial dependence at x_j less the mean prediction.</summary>
    PartialDependence,
}
