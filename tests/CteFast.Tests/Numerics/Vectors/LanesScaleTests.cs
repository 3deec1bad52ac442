using System.Numerics;

namespace CteFast.Tests.Numerics.Vectors;

/// <summary>One operation an element, or one order of them: the loops must give the scalar loop's bits, and leave what lies behind.</summary>
public sealed class LanesScaleTests
{
    [Theory]
    [MemberData(nameof(LanesTests.Lengths), MemberType = typeof(LanesTests))]
    public void Scale_AnyLength_IsTheScalarLoop(int length)
    {
        Check<float>(length);
        Check<double>(length);

        static void Check<T>(int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] x = Fractions<T>(length, 1), target = Fractions<T>(length + 16, 9), expected = [.. target];
            for (int i = 0; i < length; i++) expected[i] = x[i] * T.CreateChecked(-0.5);
            Lanes<T>.Scale(ref x[0], T.CreateChecked(-0.5), ref target[0], length);
            Assert.Equal(expected, target);

            double[] wide = [.. Fractions<double>(length - 3, 2)];
            for (int i = 0; i < wide.Length; i++) expected[i] = T.CreateTruncating(wide[i] * -7);
            Lanes<T>.Scale(wide, -7, target);
            Assert.Equal(expected, target);
        }
    }

    [Fact]
    public void AddHalfDiagonal_SixteenSquared_IsTheScalarLoop()
    {
        Check<float>();
        Check<double>();

        static void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] x = Fractions<T>(256, 1), target = Fractions<T>(32, 9), expected = [.. target];
            for (int i = 0; i < 16; i++) expected[i] += T.CreateChecked(0.5) * x[17 * i];
            Lanes<T>.AddHalfDiagonal(ref target[0], ref x[0]);
            Assert.Equal(expected, target);
        }
    }

    [Fact]
    public void AddInOrder_AnyCount_IsTheScalarLoop()
    {
        float[] x = Fractions<float>(16, 1);
        double expected = 0.1;
        for (int count = 0; count <= 16; count++)
        {
            Assert.Equal(expected, Lanes<float>.AddInOrder(0.1, ref x[0], count));
            if (count < 16) expected += x[count];
        }
    }

    private static T[] Fractions<T>(int count, long seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Pcg64(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.NextDouble() - 0.5))];
    }
}
