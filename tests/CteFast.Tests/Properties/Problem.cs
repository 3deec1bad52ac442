using CsCheck;
using CteFast.Tests.Kernels;

namespace CteFast.Tests.Properties;

/// <summary>One of the kernels that the library has, in double, and points.</summary>
internal sealed record Problem(int Kernel, Cloud Cloud)
{
    /// <summary>The library at work on the problem.</summary>
    public Subject Subject => On(Cloud.Rows);

    /// <summary>The library at work on other rows of as many columns.</summary>
    public Subject On(double[] rows) => KernelFamilies.InDouble(Kernel, new Subject.Build(rows, Cloud.Features));

    public static Gen<Problem> Of(int fewest, int most, int mostFeatures) =>
        Gen.Select(Gen.Int[0, KernelFamilies.CountInDouble - 1], Cloud.Of(fewest, most, mostFeatures), (kernel, cloud) => new Problem(kernel, cloud));

    public override string ToString() => $"{(Kernel < KernelFamilies.All.Length ? KernelFamilies.All[Kernel].Name : "unbounded kernel " + Kernel)}, {Cloud}";
}
