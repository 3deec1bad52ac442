using System.Numerics;

namespace CteFast.Tests.Numerics.Vectors;

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
    public void Dot_SixteenRowsWithSigns_IsTheScalarLoops(int length)
    {
        CheckDot<float>(length, Math.ScaleB(1, -24));
        CheckDot<double>(length, Math.ScaleB(1, -53));

        static void CheckDot<T>(int length, double roundoff)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int stride = length + 5;
            double[] products = new double[16];
            T[] signs = [.. Integers<T>(length, 2).Select(v => T.CreateChecked(T.Sign(v)))];
            foreach (T[] rows in (T[][])[Integers<T>(16 * stride, 1), Fractions<T>(16 * stride, 4)])
            {
                Lanes<T>.Dot(ref rows[0], stride, ref signs[0], length, products);
                for (int r = 0; r < 16; r++)
                {
                    T[] x = rows[(r * stride)..(r * stride + length)];
                    Assert.Equal(Dot(x, signs), products[r], T.IsInteger(x[0]) ? 0 : length * roundoff * Dot(Magnitudes(x), Magnitudes(signs)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddPairs_AnyNumberOfPairs_IsTheScalarLoops(int length)
    {
        for (int pairs = 0; pairs <= 8; pairs++)
        {
            CheckAddPairs<float>(length, pairs);
            CheckAddPairs<double>(length, pairs);
        }

        static void CheckAddPairs<T>(int length, int pairs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int stride = length + 5;
            T[] rows = Integers<T>(16 * stride, 1), target = Guarded<T>(length), expected = [.. target];
            T[] signs = [.. Enumerable.Range(0, 16).Select(r => T.CreateChecked((r / 2 % 3 == 0) == (r % 2 == 0) ? 1 : -1))];
            double turns = 0;
            for (int p = 0; p < pairs; p++)
            {
                for (int i = 0; i < length; i++)
                {
                    T first = rows[2 * p * stride + i], second = rows[(2 * p + 1) * stride + i];
                    expected[i] += signs[2 * p] * first + signs[2 * p + 1] * second;
                    turns += (i % 2 == 0 ? -1 : 1) * double.CreateChecked(second - first);
                }
            }

            Assert.Equal(turns, Lanes<T>.AddPairs(ref target[0], ref rows[0], stride, ref signs[0], pairs, length));
            Assert.Equal(expected, target);
        }
    }

    [Fact]
    public void AddDifference_IntoDouble_IsTheScalarLoop()
    {
        CheckAddDifference<float>();
        CheckAddDifference<double>();

        static void CheckAddDifference<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] plus = Fractions<T>(16, 1), minus = Fractions<T>(16, 2);
            double[] target = Fractions<double>(17, 3), expected = [.. target];
            for (int i = 0; i < 16; i++) expected[i] -= double.CreateChecked(plus[i]) - double.CreateChecked(minus[i]);
            Lanes<T>.AddDifference(target, ref plus[0], ref minus[0], -1);
            Assert.Equal(expected, target);
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

            // The same two operations an element: the same bits.
            for (int i = 0; i < length; i++) expected[i] += plus[i] - minus[i];
            Lanes<T>.AddDifference(ref target[0], ref plus[0], ref minus[0], length);
            Assert.Equal(expected, target);
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

    /// <summary>Of places of blocks: the lowest, of equal ones the first by block, then by place.</summary>
    [Fact]
    public void First_TiesAndOrders_IsTheFirstPointOfTheLowest()
    {
        CheckFirst<float>();
        CheckFirst<double>();

        static void CheckFirst<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var random = new Pcg64(3);
            for (int run = 0; run < 300; run++)
            {
                T[] lowest = new T[16], blocks = new T[16];
                for (int i = 0; i < 16; i++) (lowest[i], blocks[i]) = (T.CreateChecked(random.NextInt32(3)), T.CreateChecked(random.NextInt32(4)));
                (T Value, int Index) expected = Enumerable.Range(0, 16).Select(i => (lowest[i], 16 * int.CreateChecked(blocks[i]) + i)).Min();
                Assert.Equal(expected, Lanes<T>.First(ref lowest[0], ref blocks[0]));
            }
        }
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
