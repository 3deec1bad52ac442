using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>All that the emitter needs to know of a kernel; equal specs give equal source.</summary>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The struct's name.</param>
/// <param name="IsProduct">Whether the terms of the features are multiplied rather than added.</param>
/// <param name="Dimensions">The numbers of features for which special loops are made, ascending.</param>
/// <param name="Fields">The fields that the formulas use.</param>
/// <param name="Term">(x, y) of one feature.</param>
/// <param name="Profile">The kernel's value from the combined terms.</param>
internal sealed record KernelSpec(
    string Namespace,
    string Name,
    bool IsProduct,
    EquatableArray<int> Dimensions,
    EquatableArray<string> Fields,
    FormulaMethod Term,
    FormulaMethod Profile);

/// <summary>What came of reading a kernel: a spec, or what is wrong.</summary>
internal sealed record KernelResult(KernelSpec? Spec, DiagnosticInfo? Diagnostic);
