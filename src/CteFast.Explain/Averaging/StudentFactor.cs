namespace CteFast.Explain.Averaging;

/// <summary>By how much a standard error must be larger for 1.96 of it to cover 95 % where it is known from few degrees of freedom: about Student's t over 1.96.</summary>
internal static class StudentFactor
{
    private const double OfOne = 6.483, OfTwo = 2.195;

    /// <summary>The factor; from three degrees ν on it is √(ν/(ν − 2)), the standard deviation of Student's t.</summary>
    /// <param name="degrees">The degrees of freedom, 1 at least.</param>
    public static double Of(double degrees) => degrees >= 3 ? Math.Sqrt(degrees / (degrees - 2))
        : degrees >= 2 ? OfTwo + (degrees - 2) * (Math.Sqrt(3) - OfTwo)
        : OfOne + (Math.Max(1, degrees) - 1) * (OfTwo - OfOne);
}
