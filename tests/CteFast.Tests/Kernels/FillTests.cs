using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using CteFast.Kernels;

namespace CteFast.Tests.Kernels;

/// <summary>The emitted loops against the formulas' second implementation, at every width that the machine has.</summary>
public sealed class FillTests
{
    private const int Block = 16, Blocks = 5, MaxFeatures = 40;

    [Fact]
    public void FloatGaussian_EveryShapeAndWidth_AgreesWithTheOracle() => Check(new FloatGaussian(10f));

    [Fact]
    public void Rational_EveryShapeAndWidth_AgreesWithTheOracle() => Check(default(Rational));

    [Fact]
    public void Cases_EveryShapeAndWidth_AgreesWithTheOracle() => Check(default(Cases));

    [Fact]
    public void Logarithm_EveryShapeAndWidth_AgreesWithTheOracle() => Check(default(Logarithm));

    private static void Check<TKernel>(TKernel kernel)
        where TKernel : struct, ITestKernel, IKernel<float>, IKernel<double>
    {
        for (int features = 1; features <= MaxFeatures; features++)
        {
            double[] x = Grid(features, Block, seed: features), y = Grid(features, Block * Blocks, seed: 1000 + features);
            new Shape<TKernel, float>(kernel, features, x, y, Math.ScaleB(1, -24)).Check();
            new Shape<TKernel, double>(kernel, features, x, y, Math.ScaleB(1, -53)).Check();
        }
    }

    /// <summary>Points in rows, of a grid of 1/64 in [-2, 2].</summary>
    private static double[] Grid(int features, int count, int seed)
    {
        var random = new Pcg64(seed);
        double[] points = new double[count * features];
        for (int i = 0; i < points.Length; i++) points[i] = (random.NextInt32(257) - 128) / 64.0;
        return points;
    }

    private readonly record struct Shape<TKernel, T>(TKernel Kernel, int Features, double[] X, double[] Y, double Roundoff)
        where TKernel : struct, ITestKernel, IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private static readonly T Guard = T.CreateChecked(-12345);

        public void Check()
        {
            T[] rows = Blocked(X), blocks = Blocked(Y), first = [];
            foreach (int bits in IWidths.Supported)
            {
                T[] whole = Filled(bits, rows, Block, blocks, Blocks);
                CheckValues(whole);

                // One order of the same operations at every width: with a fused product everywhere, the same bits.
                if (first.Length == 0) first = whole;
                else if (Fma.IsSupported) Assert.Equal(first, whole);
                for (int rowCount = 1; rowCount <= Block; rowCount++)
                {
                    // All pairs of counts, over the numbers of features.
                    int blockCount = 1 + (rowCount + Features) % Blocks;
                    T[] part = Filled(bits, rows, rowCount, blocks, blockCount);
                    for (int row = 0; row < rowCount; row++)
                        if (!(Row(whole, row, blockCount).SequenceEqual(Row(part, row, blockCount)))) Assert.Fail($"{bits} bits, {rowCount} rows, {blockCount} blocks");
                }
            }

            // What the kernel itself chooses is one of these.
            T[] chosen = new T[first.Length];
            Array.Fill(chosen, Guard);
            Kernel.Fill(ref rows[0], Block, ref blocks[0], Blocks, Features, ref chosen[0], Stride);
            Assert.Equal(Filled(IWidths.Supported.Last(), rows, Block, blocks, Blocks), chosen);
        }

        private static int Stride => Blocks * Block + 3;

        private static ReadOnlySpan<T> Row(T[] matrix, int row, int blockCount) => matrix.AsSpan(row * Stride, blockCount * Block);

        private T[] Filled(int bits, T[] rows, int rowCount, T[] blocks, int blockCount)
        {
            T[] matrix = new T[Block * Stride];
            Array.Fill(matrix, Guard);
            if (typeof(T) == typeof(float))
            {
                Kernel.Fill(bits, ref Unsafe.As<T, float>(ref rows[0]), rowCount, ref Unsafe.As<T, float>(ref blocks[0]), blockCount, Features,
                    ref Unsafe.As<T, float>(ref matrix[0]), Stride);
            }
            else
            {
                Kernel.Fill(bits, ref Unsafe.As<T, double>(ref rows[0]), rowCount, ref Unsafe.As<T, double>(ref blocks[0]), blockCount, Features,
                    ref Unsafe.As<T, double>(ref matrix[0]), Stride);
            }

            for (int row = 0; row < Block; row++)
            {
                int written = row < rowCount ? blockCount * Block : 0;
                if (matrix.AsSpan(row * Stride + written, Stride - written).ContainsAnyExcept(Guard)) Assert.Fail($"row {row} of {rowCount}, {blockCount} blocks");
            }

            return matrix;
        }

        private void CheckValues(T[] matrix)
        {
            T[] x = Array.ConvertAll(X, T.CreateChecked), y = Array.ConvertAll(Y, T.CreateChecked);
            for (int row = 0; row < Block; row++)
            {
                for (int i = 0; i < Blocks * Block; i++)
                {
                    (double value, double error) = Kernel.Oracle(X.AsSpan(row * Features, Features), Y.AsSpan(i * Features, Features));
                    Near(value, error, matrix[row * Stride + i]);
                    Near(value, error, Kernel.Evaluate(x.AsSpan(row * Features, Features), y.AsSpan(i * Features, Features)));
                }
            }
        }

        private void Near(double expected, double error, T actual)
        {
            // A message is made only for a failure: this is asked millions of times. Bounds count first-order errors; the products of errors are below one in a thousand of them.
            double difference = Math.Abs(expected - double.CreateChecked(actual));
            if (!(difference <= error * Roundoff * 1.001)) Assert.Fail($"{actual} instead of {expected}: off by {difference / Roundoff} roundoffs, allowed {error}; d = {Features}");
        }

        private T[] Blocked(double[] points)
        {
            T[] blocked = new T[points.Length];
            for (int i = 0; i < points.Length; i++)
            {
                int point = i / Features, feature = i % Features;
                blocked[point / Block * Block * Features + feature * Block + point % Block] = T.CreateChecked(points[i]);
            }

            return blocked;
        }
    }
}
