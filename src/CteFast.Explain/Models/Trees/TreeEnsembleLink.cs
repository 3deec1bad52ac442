namespace CteFast.Explain.Models.Trees;

/// <summary>How a <see cref="TreeEnsemble"/>'s margins become predictions.</summary>
public enum TreeEnsembleLink
{
    /// <summary>The margin is the prediction.</summary>
    Identity,

    /// <summary>Margins are log-odds, of each output for itself: p = 1 / (1 + exp(−<see cref="TreeEnsembleOptions.LinkScale"/> · margin)).</summary>
    Logistic,

    /// <summary>Margins are log-weights of classes: p = exp(margin) / Σ exp(margins).</summary>
    Softmax,

    /// <summary>Margins are logarithms: prediction = exp(margin).</summary>
    Exponential,

    /// <summary>prediction = log(1 + exp(margin)): LightGBM's <c>cross_entropy_lambda</c>.</summary>
    Softplus,

    /// <summary>prediction = sign(margin) · margin²: LightGBM's <c>reg_sqrt</c>.</summary>
    SignedSquare,

    /// <summary>prediction = 1 where the margin is positive, else 0: XGBoost's <c>binary:hinge</c>.</summary>
    Step,

    /// <summary>Margins are log-odds of classes, each against all others: p = q / Σ q with q = 1 / (1 + exp(−margin)), as one-versus-all classifiers of ML.NET have it.</summary>
    LogisticShare,
}
