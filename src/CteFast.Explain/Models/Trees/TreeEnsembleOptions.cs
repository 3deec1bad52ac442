namespace CteFast.Explain.Models.Trees;

/// <summary>What a <see cref="TreeEnsemble"/> is beside its trees and base margins.</summary>
public readonly record struct TreeEnsembleOptions()
{
    /// <summary>How margins become predictions.</summary>
    public TreeEnsembleLink Link { get; init; } = TreeEnsembleLink.Identity;

    /// <summary>What <see cref="TreeEnsembleLink.Logistic"/> multiplies the margin by first: LightGBM's <c>sigmoid</c>. Positive.</summary>
    public double LinkScale { get; init; } = 1;

    /// <summary>The objective the model was trained for, as its library calls it; empty if that is not known.</summary>
    public string Objective { get; init; } = "";

    /// <summary>One name a feature, or none.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>The levels of the features that are categories, in the order of their codes; null for a feature that is a number. None if the model knows no levels.</summary>
    public IReadOnlyList<IReadOnlyList<string>?>? FeatureLevels { get; init; }

    /// <summary>How many trees an iteration of boosting made; 0 for one each output.</summary>
    public int TreesPerIteration { get; init; }

    /// <summary>Whether leaves are those of an average, divided by the number of iterations already.</summary>
    public bool IsAverage { get; init; }

    /// <summary>What the model's file says about itself; null for a model that was made otherwise.</summary>
    public ModelInfo? Info { get; init; }

    /// <summary>Whether leaves are summed in single precision, as XGBoost does, rather than in double.</summary>
    public bool SumsInSingle { get; init; }
}
