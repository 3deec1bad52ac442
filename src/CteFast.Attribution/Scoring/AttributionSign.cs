namespace CteFast.Attribution.Scoring;

/// <summary>What a positive score means.</summary>
public enum AttributionSign
{
    /// <summary>The row helps the query: without it the loss or error would be larger, the margin smaller.</summary>
    Helpfulness,

    /// <summary>The predicted change of the measurement when the row is removed: f(θ without the row) − f(θ).</summary>
    RemovalEffect,
}
