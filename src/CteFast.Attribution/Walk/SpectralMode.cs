namespace CteFast.Attribution.Walk;

/// <summary>
/// The formula that stands for the steps of a segment along an eigenvector of the curvature with eigenvalue σ. τ is the segment's optimisation time,
/// the sum of its learning rates over 1 − momentum; K is its number of steps.
/// </summary>
public enum SpectralMode
{
    /// <summary>Gradient flow in continuous time: e^−τσ and (1 − e^−τσ)/σ. The formula of the SOURCE paper.</summary>
    Exponential,

    /// <summary>K equal steps of the mean learning rate η: (1 − ησ)^K and (1 − (1 − ησ)^K)/σ.</summary>
    DiscretePower,

    /// <summary>Every step with its learning rate and the momentum: a recurrence for each eigenvalue. An extension of the paper.</summary>
    Recurrence,
}
