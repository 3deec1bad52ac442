namespace CteFast.Explain;

/// <summary>Why the explanation of a row ended.</summary>
public enum StopReason
{
    /// <summary>Everything was computed that the method and the budget of model rows allow.</summary>
    Budget,

    /// <summary>The time was over.</summary>
    Deadline,

    /// <summary>The largest standard error had come down to the precision asked for.</summary>
    Precision,
}
