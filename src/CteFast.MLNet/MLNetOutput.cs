namespace CteFast.MLNet;

/// <summary>What an <see cref="MLNetModel"/> predicts.</summary>
public enum MLNetOutput
{
    /// <summary>The column <c>Score</c>: the value of a regression, the margin of a binary classifier or a ranker, a number a class of a multiclass one.</summary>
    Score,

    /// <summary>The column <c>Probability</c> of a binary classifier with a calibrator.</summary>
    Probability,

    /// <summary>
    /// What the trees sum to, for a trainer of trees only: the logarithm of a Tweedie model's score, for each class of a multiclass model its log-odds
    /// before they become probabilities. The same as <see cref="Score"/> elsewhere. These values are exact.
    /// </summary>
    Margin,
}
