namespace CteFast.Tests.Numerics.Vectors;

public class DoubleVectorTests
{
    [Fact]
    public void DotAndAddScaled_AllLengths_AreTheSumsByOne()
    {
        for (int length = 0; length <= 256; length++)
        {
            // Small whole numbers: every sum is exact, in any order.
            double[] x = [.. RandomPoints.Uniforms(length, length).Select(u => Math.Floor(100 * u) - 50)];
            double[] y = [.. RandomPoints.Uniforms(length + 3, length + 1).Select(u => Math.Floor(100 * u) - 50)];
            Assert.Equal(x.Zip(y, (a, b) => a * b).Sum(), DoubleVector.Dot(x, y));
            double[] target = [.. x];
            DoubleVector.AddScaled(target, -3, y);
            Assert.Equal(x.Zip(y, (a, b) => a - 3 * b), target);
        }
    }

    [Fact]
    public void DotAndAddScaled_SecondShorter_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleVector.Dot([1, 2], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleVector.AddScaled(new double[2], 1, [1]));
    }
}
