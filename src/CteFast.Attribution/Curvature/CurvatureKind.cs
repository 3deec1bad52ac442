namespace CteFast.Attribution.Curvature;

/// <summary>How the Gauss-Newton matrix (1/N)·Σ Jᵀ·H_y·J is held. For these losses it is the Fisher matrix with labels drawn from the model.</summary>
public enum CurvatureKind
{
    /// <summary>EK-FAC: a block a layer, with Kronecker-factored eigenvectors and the eigenvalues that fit best.</summary>
    EkFac,

    /// <summary>The whole matrix, P x P: for up to 4,096 parameters.</summary>
    GaussNewton,

    /// <summary>Its diagonal.</summary>
    Diagonal,
}
