namespace CteFast.Attribution.Walk;

/// <summary>How a segment of training acts on an eigendirection of curvature σ, τ being the segment's optimisation time and K its steps.</summary>
public enum SpectralMode
{
    /// <summary>As continuous time: e^−τσ and (1 − e^−τσ)/σ. The paper's.</summary>
    Exponential,

    /// <summary>As steps of the mean rate: (1 − ησ)^K and (1 − (1 − ησ)^K)/σ.</summary>
    DiscretePower,

    /// <summary>As the very steps, each with its rate and the momentum: a recurrence for each eigenvalue. Ours.</summary>
    Recurrence,
}
