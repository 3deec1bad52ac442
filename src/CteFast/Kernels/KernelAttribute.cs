namespace CteFast.Kernels;

/// <summary>
/// Asks for the fast loops of a kernel whose formula is written in scalar C#: a partial readonly struct with
/// <c>Term(x, y)</c>, the term of one feature, and <c>Profile(sum)</c>, the kernel's value from the combined terms.
/// </summary>
/// <remarks>
/// Both methods are all <see langword="float"/> or all <see langword="double"/>; loops are emitted for both types in either case.
/// A formula may hold arithmetic, conditionals, locals that are set once, readonly fields, and Abs, Exp, Floor,
/// FusedMultiplyAdd, Log, Max, Min and Sqrt of <see cref="Math"/> or <see cref="MathF"/>. Anything else is a compile-time
/// diagnostic CTE0xxx at the spot. The struct then implements <see cref="IKernel{T}"/> of both types.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class KernelAttribute : Attribute
{
    /// <summary>Whether the terms of the features are multiplied (starting from 1) rather than added (starting from 0).</summary>
    public bool Product { get; set; }

    /// <summary>
    /// Numbers of features for which special loops with a constant trip count are emitted; all others
    /// take the general loop.
    /// </summary>
    /// <remarks>
    /// Measure before use: the Gaussian kernel gains nothing on the processors tried and loses up to a tenth below ten features (the compression study prints
    /// both), for hundreds of instructions more in every vector width.
    /// The kernels in the box ask for none.
    /// </remarks>
    public int[] Dimensions { get; set; } = [];
}
