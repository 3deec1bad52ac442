using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;
using Family = CteFast.Kernels.KernelFamily;

namespace CteFast.Tests.Kernels;

public class KernelChoiceTests
{
    private const double SquaredBandwidth = 5;

    private static readonly double[] X = [0.3, -1, 0.5], Y = [0.1, 0.4, 1.5];

    public static TheoryData<Family> Families => [.. Enum.GetValues<Family>()];

    [Theory]
    [MemberData(nameof(Families))]
    public void Invoke_AnyFamily_IsTheDocumentedKernel(Family family)
    {
        double r2 = X.Zip(Y, (x, y) => (x - y) * (x - y)).Sum(), lengthScale = Math.Sqrt(SquaredBandwidth / 2), r = Math.Sqrt(r2) / lengthScale;
        double expected = family switch
        {
            Family.Gaussian => Math.Exp(-r2 / SquaredBandwidth),
            Family.SumOfGaussians => Math.Exp(-r2 / SquaredBandwidth * 4) + Math.Exp(-r2 / SquaredBandwidth) + Math.Exp(-r2 / SquaredBandwidth / 4),
            Family.Laplace => Math.Exp(-X.Zip(Y, (x, y) => Math.Abs(x - y)).Sum() / Math.Sqrt(3) / lengthScale),
            Family.Matern12 => Math.Exp(-r),
            Family.Matern32 => (1 + Math.Sqrt(3) * r) * Math.Exp(-Math.Sqrt(3) * r),
            Family.Matern52 => (1 + Math.Sqrt(5) * r + 5 * r * r / 3) * Math.Exp(-Math.Sqrt(5) * r),
            Family.InverseMultiquadric => 1 / Math.Sqrt(1 + r2 / SquaredBandwidth),
            Family.RationalQuadratic => 1 / (1 + r2 / SquaredBandwidth),
            Family.BSpline => X.Zip(Y, (x, y) => Spline(Math.Abs(x - y) / Math.Sqrt(1.5 * SquaredBandwidth))).Aggregate((a, b) => a * b),
            _ => X.Zip(Y, (x, y) => 1 + 2 * Math.PI * Math.PI * Bernoulli2(Math.Abs(x - y) % 1)).Aggregate((a, b) => a * b) - 1,
        };
        double actual = new KernelChoice(family, SquaredBandwidth).Invoke<Evaluation, double>(3, default);
        Assert.Equal(expected, actual, 30 * Math.ScaleB(1, -24) * Math.Max(1, Math.Abs(expected)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Compress_AnyFamily_IsTheGenericOverloadAndBetterThanUniform(Family family)
    {
        // Within half a period of the Sobolev kernel.
        PointSet<float> points = PointSet<float>.FromRows([.. RandomPoints.NormalSingle(500, 2, seed: 1).Select(v => (Math.Clamp(v, -4, 4) + 4) / 16)], 2);
        var options = new CoresetOptions { Seed = 3 };
        var choice = new KernelChoice(family, family == Family.Sobolev ? double.NaN : 0.02);
        Coreset coreset = Coreset.Compress(points, choice, 20, options);
        Coreset generic = choice.Invoke<Compression, Coreset>(2, new Compression(points, 20, options));
        Assert.Equal(generic.Indices, coreset.Indices);
        Assert.Equal((generic.SquaredMmd, generic.SquaredMmdUniform, generic.KernelEvaluations), (coreset.SquaredMmd, coreset.SquaredMmdUniform, coreset.KernelEvaluations));
        Assert.Equal(family, coreset.Kernel);
        Assert.Equal(family == Family.Sobolev ? null : 0.02, coreset.SquaredBandwidth);
        Assert.Null(generic.Kernel);
        Assert.True(coreset.SquaredMmd < coreset.SquaredMmdUniform / 2, $"{coreset.SquaredMmd} of {coreset.SquaredMmdUniform}");
    }

    [Theory]
    [InlineData(Family.Gaussian, 0)]
    [InlineData(Family.Matern32, -1)]
    [InlineData(Family.BSpline, double.NaN)]
    [InlineData(Family.Laplace, double.PositiveInfinity)]
    [InlineData((Family)10, 1)]
    public void Invoke_WhatCannotBe_Throws(Family family, double squaredBandwidth) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KernelChoice(family, squaredBandwidth).Invoke<Evaluation, double>(3, default));

    private static double Spline(double t) => 1.5 * (t < 1 ? 2.0 / 3 - t * t + t * t * t / 2 : t < 2 ? Math.Pow(2 - t, 3) / 6 : 0);

    private static double Bernoulli2(double t) => t * t - t + 1.0 / 6;

    private readonly struct Evaluation : IKernelFunction<double>
    {
        public double Invoke<TKernel>(TKernel kernel)
            where TKernel : struct, IKernel<float> => kernel.Evaluate([.. X.Select(v => (float)v)], [.. Y.Select(v => (float)v)]);
    }

    private sealed record Compression(PointSet<float> Points, int Size, CoresetOptions Options) : IKernelFunction<Coreset>
    {
        public Coreset Invoke<TKernel>(TKernel kernel)
            where TKernel : struct, IKernel<float> => Coreset.Compress(Points, kernel, Size, Options);
    }
}
