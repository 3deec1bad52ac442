namespace CteFast.Attribution.Models;

/// <summary>The number f of a query whose change is attributed to the training rows.</summary>
public enum Measurement
{
    /// <summary>The loss of the query.</summary>
    Loss,

    /// <summary>Classification: the log odds log p/(1 − p), p being the probability of the query's class. It is y_t − log Σ_{k≠t} e^y_k for a softmax and (2t − 1)·y for a logistic output.</summary>
    Margin,

    /// <summary>Regression: Σ|y − t|.</summary>
    AbsoluteError,
}
