namespace CteFast.Attribution.Scoring;

/// <summary>What a positive score means.</summary>
public enum AttributionSign
{
    /// <summary>The training row helps the query: without the row the query's loss or error would be larger, its margin smaller.</summary>
    Helpfulness,

    /// <summary>The measurement grows when the training row is removed: a score predicts f(θ without the row) − f(θ).</summary>
    RemovalEffect,
}
