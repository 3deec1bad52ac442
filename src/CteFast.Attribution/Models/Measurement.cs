namespace CteFast.Attribution.Models;

/// <summary>The number f of a query that attribution follows back to the training rows.</summary>
public enum Measurement
{
    /// <summary>The network's loss of the query.</summary>
    Loss,

    /// <summary>Classification: log p/(1 − p), p being the probability of the query's class; y_t − log Σ_{k≠t} e^y_k for a softmax, (2t − 1)·y for a logistic output.</summary>
    Margin,

    /// <summary>Regression: Σ|y − t|.</summary>
    AbsoluteError,
}
