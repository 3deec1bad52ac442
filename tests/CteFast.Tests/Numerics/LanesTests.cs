using System.Numerics;
using CteFast.Numerics;

namespace CteFast.Tests.Numerics;

/// <summary>
/// Sums of integers below 2^24 are exact in whatever order: there the loops must give the very numbers. Of other numbers a
/// sum of n products, however ordered, is off by n roundoffs of the sum of their magnitudes at most.
/// </summary>
public sealed class LanesTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 16).Select(i => 16 * i)];

    /// <summary>Also beyond the runs in which minima are searched.</summary>
    public static TheoryData<int> LongerLengths => [.. Enumerable.Range(1, 16).Select(i => 16 * i), 272, 512, 528, 1040];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Dot_SixteenRows_IsTheScalarLoops(int length)
    {
        CheckDot<float>(length, Math.ScaleB(1, -24));
        CheckDot<double>(length, Math.ScaleB(1, -53));

        static void CheckDot<T>(int length, double roundoff)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int stride = length + 5;
            T[] turns = [.. Enumerable.Range(0, length).Select(i => i % 2 == 0 ? -T.One : T.One)];
            double[] products = new double[16], byTurns = new double[16];

            T[] rows = Integers<T>(16 * stride, 1), y = Integers<T>(length, 2);
            Lanes<T>.Dot(ref rows[0], stride, ref y[0], length, products, byTurns);
            for (int r = 0; r < 16; r++)
            {
                T[] x = rows[(r * stride)..(r * stride + length)];
                Assert.Equal((Dot(x, y), Dot(x, turns)), (products[r], byTurns[r]));
            }

            T[] fractions = Fractions<T>(16 * stride, 4), z = Fractions<T>(length, 5);
            Lanes<T>.Dot(ref fractions[0], stride, ref z[0], length, products, byTurns);
            for (int r = 0; r < 16; r++)
            {
                T[] x = fractions[(r * stride)..(r * stride + length)];
                Assert.Equal(Dot(x, z), products[r], length * roundoff * Dot(Magnitudes(x), Magnitudes(z)));
                Assert.Equal(Dot(x, turns), byTurns[r], length * roundoff * Dot(Magnitudes(x), Magnitudes(turns)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sum_Length_IsTheScalarLoops(int length)
    {
        CheckSum<float>(length, Math.ScaleB(1, -24));
        CheckSum<float>(length * 40, Math.ScaleB(1, -24));
        CheckSum<double>(length, Math.ScaleB(1, -53));

        static void CheckSum<T>(int length, double roundoff)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] x = Integers<T>(length, 1), u = Fractions<T>(length, 2);
            Assert.Equal(x.Sum(double.CreateChecked), Lanes<T>.Sum(ref x[0], length));

            // A run of 256 takes at most 32 sums a lane and 4 over them; runs are added in double.
            Assert.Equal(u.Sum(double.CreateChecked), Lanes<T>.Sum(ref u[0], length), 40 * roundoff * Magnitudes(u).Sum(double.CreateChecked));
        }
    }

    [Fact]
    public void Sum_NoElements_IsZero()
    {
        float x = 1;
        Assert.Equal(0, Lanes<float>.Sum(ref x, 0));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddRows_SixteenWeights_IsTheScalarLoops(int length)
    {
        CheckAddRows<float>(length);
        CheckAddRows<double>(length);

        static void CheckAddRows<T>(int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int stride = length + 5;
            T[] rows = Integers<T>(16 * stride, 1), weights = Integers<T>(16, 2), target = Guarded<T>(length), expected = [.. target];
            for (int r = 0; r < 16; r++)
            {
                for (int i = 0; i < length; i++) expected[i] += rows[r * stride + i] * weights[r];
            }

            Lanes<T>.AddRows(ref target[0], ref rows[0], stride, ref weights[0], length);
            Assert.Equal(expected, target);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddRows_IntoDouble_IsTheScalarLoops(int length)
    {
        for (int count = 0; count <= 16; count++)
        {
            CheckAddRows<float>(length, count);
            CheckAddRows<double>(length, count);
        }

        static void CheckAddRows<T>(int length, int count)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int stride = length + 5;
            T[] rows = Integers<T>(16 * stride, 1);

            // More than a float holds: the target must stay in double.
            double[] target = [.. Guarded<double>(length).Select(v => v + 123456789.125)], expected = [.. target];
            for (int r = 0; r < count; r++)
            {
                for (int i = 0; i < length; i++) expected[i] += double.CreateChecked(rows[r * stride + i]);
            }

            Lanes<T>.AddRows(ref target[0], ref rows[0], stride, count, length);
            Assert.Equal(expected, target);
        }
    }

    [Fact]
    public void AddSums_Rows_IsTheScalarLoops()
    {
        for (int count = 0; count <= 16; count++)
        {
            CheckAddSums<float>(count);
            CheckAddSums<double>(count);
        }

        static void CheckAddSums<T>(int count)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] rows = Integers<T>(256, 1);
            double[] target = Guarded<double>(16), expected = [.. target];
            for (int r = 0; r < count; r++) expected[r] += rows[(16 * r)..(16 * r + 16)].Sum(double.CreateChecked);
            Lanes<T>.AddSums(ref target[0], ref rows[0], count);
            Assert.Equal(expected, target);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddDifference_Length_IsTheScalarLoops(int length)
    {
        CheckAddDifference<float>(length);
        CheckAddDifference<double>(length);

        static void CheckAddDifference<T>(int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] plus = Fractions<T>(length, 1), minus = Fractions<T>(length, 2), target = Guarded<T>(length), expected = [.. target];
            T[] once = [.. target], second = [.. target];

            // The same two operations an element: the same bits.
            for (int i = 0; i < length; i++) expected[i] += plus[i] - minus[i];
            Lanes<T>.AddDifference(ref once[0], ref plus[0], ref minus[0], length);
            Assert.Equal(expected, once);
            second[3] = T.PositiveInfinity;
            Lanes<T>.AddDifference(ref target[0], ref second[0], ref plus[0], ref minus[0], length);
            Assert.Equal(expected, target);
            expected[3] = T.PositiveInfinity;
            Assert.Equal(expected, second);
        }
    }

    [Theory]
    [MemberData(nameof(LongerLengths))]
    public void Minimum_Length_IsTheScalarLoops(int length)
    {
        CheckMinimum<float>(length, Fractions<float>(length, 1));
        CheckMinimum<double>(length, Fractions<double>(length, 1));

        // Few values, many ties.
        CheckMinimum<float>(length, [.. Integers<float>(length, 1).Select(v => v % 3)]);
        CheckMinimum<double>(length, [.. Integers<double>(length, 1).Select(v => v % 3)]);

        static void CheckMinimum<T>(int length, T[] values)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] row = new T[length];
            for (int i = 0; i < length; i++)
            {
                row[i] = T.CreateChecked(i % 2 * 0.5);
                if (i % 5 == 3) values[i] = T.PositiveInfinity;
            }

            T lowest = T.PositiveInfinity;
            int index = 0;
            for (int i = 0; i < length; i++)
            {
                T value = values[i] - row[i];
                if (value < lowest) (lowest, index) = (value, i);
            }

            Assert.Equal((lowest, index), Lanes<T>.Minimum(ref values[0], ref row[0], length));
        }
    }

    [Fact]
    public void Minimum_NaNBesideTheLowest_IsPassedOver()
    {
        float[] values = new float[64], zero = new float[64];
        for (int nan = 0; nan < 64; nan++)
        {
            if (nan == 5) continue;
            Array.Clear(values);
            values[5] = -5;
            values[nan] = float.NaN;
            Assert.Equal((-5f, 5), Lanes<float>.Minimum(ref values[0], ref zero[0], 64));
        }
    }

    [Theory]
    [MemberData(nameof(LongerLengths))]
    public void Minimum_TwoEqualPlaces_IsTheFirst(int length)
    {
        float[] zero = new float[length];
        for (int first = 0; first < length; first++)
        {
            foreach (int second in new[] { first, (first * 7 + 5) % length, length - 1 })
            {
                float[] values = Enumerable.Repeat(1f, length).ToArray();
                values[first] = values[second] = -2;
                Assert.Equal((-2f, Math.Min(first, second)), Lanes<float>.Minimum(ref values[0], ref zero[0], length));
            }
        }
    }

    [Theory]
    [MemberData(nameof(LongerLengths))]
    public void Minimum_AllButOneMasked_IsThatOne(int length)
    {
        double[] values = Fractions<double>(length, 1), row = new double[length];
        for (int open = 0; open < length; open++)
        {
            double[] masked = Enumerable.Repeat(double.PositiveInfinity, length).ToArray();
            masked[open] = values[open];
            Assert.Equal((values[open], open), Lanes<double>.Minimum(ref masked[0], ref row[0], length));
        }
    }

    [Fact]
    public void Minimum_AllMasked_IsInfinite()
    {
        float[] row = new float[32], masked = Enumerable.Repeat(float.PositiveInfinity, 32).ToArray();
        Assert.Equal((float.PositiveInfinity, 0), Lanes<float>.Minimum(ref masked[0], ref row[0], 32));
    }

    /// <summary>In double, whose roundings count nothing beside those of float and are among the allowed ones of double.</summary>
    private static double Dot<T>(T[] x, T[] y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x.Zip(y).Sum(p => double.CreateChecked(p.First) * double.CreateChecked(p.Second));

    private static T[] Magnitudes<T>(T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Array.ConvertAll(x, T.Abs);

    private static T[] Integers<T>(int count, long seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Pcg64(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.NextInt32(201) - 100))];
    }

    private static T[] Fractions<T>(int count, long seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Pcg64(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.NextDouble() - 0.5))];
    }

    /// <summary>Integers, longer than a loop may write.</summary>
    private static T[] Guarded<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Integers<T>(length + 16, 9);
}
