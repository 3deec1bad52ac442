using System.Runtime.Intrinsics;

namespace CteFast.Tests.Kernels;

/// <summary>A kernel whose loops of every width can be called, wider than what the machine prefers too.</summary>
internal interface IWidths
{
    /// <summary>The widths that the machine has.</summary>
    static IEnumerable<int> Supported =>
        [128, .. Vector256.IsHardwareAccelerated ? [256] : Array.Empty<int>(), .. Vector512.IsHardwareAccelerated ? [512] : Array.Empty<int>()];

    void Fill(int bits, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride);

    void Fill(int bits, ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double destination, nint stride);
}

/// <summary>A kernel with a second, plain implementation.</summary>
internal interface ITestKernel : IWidths
{
    /// <summary>The value in double, and how far off a computed value may be, in units of the roundoff.</summary>
    (double Value, double Error) Oracle(ReadOnlySpan<double> x, ReadOnlySpan<double> y);
}

internal readonly partial struct FloatGaussian
{
    public void Fill(int bits, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride)
    {
        if (bits == 512) FillSingle512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillSingle256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillSingle128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }

    public void Fill(int bits, ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double destination, nint stride)
    {
        if (bits == 512) FillDouble512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillDouble256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillDouble128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }
}

internal readonly partial struct Rational
{
    public void Fill(int bits, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride)
    {
        if (bits == 512) FillSingle512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillSingle256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillSingle128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }

    public void Fill(int bits, ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double destination, nint stride)
    {
        if (bits == 512) FillDouble512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillDouble256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillDouble128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }
}

internal readonly partial struct Cases
{
    public void Fill(int bits, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride)
    {
        if (bits == 512) FillSingle512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillSingle256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillSingle128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }

    public void Fill(int bits, ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double destination, nint stride)
    {
        if (bits == 512) FillDouble512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillDouble256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillDouble128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }
}

internal readonly partial struct Logarithm
{
    public void Fill(int bits, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride)
    {
        if (bits == 512) FillSingle512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillSingle256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillSingle128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }

    public void Fill(int bits, ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double destination, nint stride)
    {
        if (bits == 512) FillDouble512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillDouble256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillDouble128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }
}

internal readonly partial struct Exponential
{
    public void Fill(int bits, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride)
    {
        if (bits == 512) FillSingle512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillSingle256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillSingle128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }

    public void Fill(int bits, ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double destination, nint stride)
    {
        if (bits == 512) FillDouble512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillDouble256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillDouble128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }
}

internal readonly partial struct ScaledExponential
{
    public void Fill(int bits, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride)
    {
        if (bits == 512) FillSingle512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillSingle256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillSingle128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }

    public void Fill(int bits, ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double destination, nint stride)
    {
        if (bits == 512) FillDouble512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillDouble256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillDouble128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }
}

internal readonly partial struct AbsoluteExponential
{
    public void Fill(int bits, ref float rows, int rowCount, ref float blocks, int blockCount, int featureCount, ref float destination, nint stride)
    {
        if (bits == 512) FillSingle512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillSingle256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillSingle128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }

    public void Fill(int bits, ref double rows, int rowCount, ref double blocks, int blockCount, int featureCount, ref double destination, nint stride)
    {
        if (bits == 512) FillDouble512(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else if (bits == 256) FillDouble256(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
        else FillDouble128(ref rows, rowCount, ref blocks, blockCount, featureCount, ref destination, stride);
    }
}
