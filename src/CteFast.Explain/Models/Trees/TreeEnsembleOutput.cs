namespace CteFast.Explain.Models.Trees;

/// <summary>What <see cref="TreeEnsemble.Predict(ReadOnlySpan{float}, Span{float})"/> gives.</summary>
public enum TreeEnsembleOutput
{
    /// <summary>The sum of the trees: log-odds for a classifier. Shapley values of margins are the custom.</summary>
    Margin,

    /// <summary>The margin through the <see cref="TreeEnsembleLink"/>: probabilities for a classifier.</summary>
    Transformed,
}
