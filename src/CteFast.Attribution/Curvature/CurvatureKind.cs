namespace CteFast.Attribution.Curvature;

/// <summary>
/// The approximation of the Gauss-Newton matrix (1/N)·Σ Jᵀ·H_y·J, where J is the derivative of a row's outputs by the parameters and H_y the second derivative
/// of its loss by the outputs. For the losses here it equals the Fisher matrix.
/// </summary>
public enum CurvatureKind
{
    /// <summary>EK-FAC: one block for each layer, with Kronecker-factored eigenvectors and the eigenvalues that fit best.</summary>
    EkFac,

    /// <summary>The whole matrix, P x P, for networks of up to 4,096 parameters.</summary>
    GaussNewton,

    /// <summary>Its diagonal.</summary>
    Diagonal,
}
