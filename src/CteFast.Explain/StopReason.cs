namespace CteFast.Explain;

/// <summary>Why the explanation of a row ended.</summary>
public enum StopReason
{
    /// <summary>All was computed that the method needs or the budget of model rows allows.</summary>
    Budget,

    /// <summary>The deadline had passed.</summary>
    Deadline,

    /// <summary>All standard errors were at most the precision asked for.</summary>
    Precision,
}
