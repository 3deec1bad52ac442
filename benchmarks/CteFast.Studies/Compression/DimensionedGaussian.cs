using CteFast.Kernels;

namespace CteFast.Studies.Compression;

/// <summary><see cref="GaussianKernel"/> with loops of their own for the dimensions that are measured, as a user may declare it.</summary>
[Kernel(Dimensions = [2, 8, 9, 16, 30, 32, 64])]
internal readonly partial struct DimensionedGaussian(double squaredBandwidth)
{
    private readonly double _scale = -1 / squaredBandwidth;

    private static double Term(double x, double y)
    {
        double difference = x - y;
        return difference * difference;
    }

    private double Profile(double sum) => Math.Exp(sum * _scale);
}
