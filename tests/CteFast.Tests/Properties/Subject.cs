using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Kernels;
using CteFast.Numerics;
using CteFast.Tests.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Properties;

/// <summary>What the library does with one kernel and some points. No other file of these properties calls the parts below <see cref="Coreset"/>.</summary>
internal abstract class Subject
{
    /// <summary>The kernel matrix.</summary>
    public abstract KernelSpace Space { get; }

    public abstract double SquaredMmd(int[] coreset, double[]? weights = null);

    public abstract double SquaredMmdOfUniform(int size);

    /// <summary>One halving: of every pair of the input, one point is in the first half and the other in the second.</summary>
    public abstract (int[] First, int[] Second) Halve(int[] input, double delta, double[] uniforms);

    /// <summary>All 2^m coresets, one after another.</summary>
    public abstract int[] Split(int[] input, int rounds, double delta, double[] uniforms);

    /// <summary>The best of a split's coresets and of every (2^m)-th point, after one pass of swaps.</summary>
    public abstract int[] Thin(int[] input, int rounds, double delta, double[] uniforms);

    /// <summary>Refines a coreset in its place; returns the number of passes.</summary>
    public abstract int Refine(int[] coreset);

    /// <summary>What Compress keeps of all points, √n of them with level 0.</summary>
    public abstract int[] Compress(int levels, int bins, double delta, long seed);

    public abstract double[] Weights(int[] coreset);

    public abstract Coreset Compress(int size, CoresetOptions options);

    /// <summary>Merges partitions that are points of this set, given by their indices, and the rows that each stands for; returns indices of points.</summary>
    public abstract int[] Merge(IReadOnlyList<(int[] Points, long RowCount)> partitions, int? size, CoresetOptions options);

    /// <summary>Makes a subject of any kernel.</summary>
    public readonly struct Build(double[] rows, int featureCount) : IDoubleKernelFunction<Subject>
    {
        public Subject Invoke<TKernel>(TKernel kernel)
            where TKernel : struct, IKernel<double> => new Of<TKernel>(kernel, rows, featureCount, PointSet<double>.FromRows(rows, featureCount));
    }

    private sealed class Of<TKernel>(TKernel kernel, double[] rows, int d, PointSet<double> points) : Subject
        where TKernel : struct, IKernel<double>
    {
        private readonly KernelThinning<TKernel, double> _thinning = new(kernel);
        private double[]? _mean;

        public override KernelSpace Space { get; } = new(Matrix(kernel, points), points.Count);

        private double[] Mean => _mean ??= TakeMean();

        public override double SquaredMmd(int[] coreset, double[]? weights) => Mmd.Squared(kernel, points, Mean, coreset, weights);

        public override double SquaredMmdOfUniform(int size) => Mmd.SquaredOfUniform(kernel, points, Mean, size);

        public override (int[] First, int[] Second) Halve(int[] input, double delta, double[] uniforms)
        {
            int[] first = new int[input.Length / 2], second = new int[first.Length];
            _thinning.Halve(points, input, delta, uniforms, first, second);
            return (first, second);
        }

        public override int[] Split(int[] input, int rounds, double delta, double[] uniforms)
        {
            int[] coresets = new int[input.Length];
            _thinning.Split(points, input, rounds, delta, uniforms, coresets);
            return coresets;
        }

        public override int[] Thin(int[] input, int rounds, double delta, double[] uniforms)
        {
            int[] coreset = new int[input.Length >> rounds];
            _thinning.Thin(points, input, rounds, new ThinningOptions { Delta = delta }, uniforms, coreset);
            return coreset;
        }

        public override int Refine(int[] coreset) => _thinning.Refine(points, coreset);

        public override int[] Compress(int levels, int bins, double delta, long seed)
        {
            int[] indices = [.. Enumerable.Range(0, points.Count)];
            var random = new Pcg64(seed);
            new CompressBins<TKernel, double>(kernel, threads: 1).Run(points, indices, levels, bins, delta, swap: false, ref random);
            return indices;
        }

        public override double[] Weights(int[] coreset)
        {
            double[] weights = new double[coreset.Length];
            new CoresetWeights<TKernel, double>(kernel).Compute(points, Mean, coreset, weights);
            return weights;
        }

        public override Coreset Compress(int size, CoresetOptions options) => Coreset.Compress(points, kernel, size, options);

        public override int[] Merge(IReadOnlyList<(int[] Points, long RowCount)> partitions, int? size, CoresetOptions options)
        {
            var merger = new CoresetMerger<TKernel, double>(kernel, d, options);
            PartitionCoreset<double>[] parts = [.. partitions.Select(part => new PartitionCoreset<double>(Rows(part.Points), part.RowCount))];
            int[] coreset = new int[size ?? merger.LargestSize(parts)], joined = [.. partitions.SelectMany(part => part.Points)];
            merger.Merge(parts, coreset);
            return [.. coreset.Select(i => joined[i])];
        }

        private double[] Rows(int[] indices) => [.. indices.SelectMany(index => rows[(index * d)..((index + 1) * d)])];

        private double[] TakeMean()
        {
            double[] mean = new double[points.Count];
            KernelMean.Compute(kernel, points, mean);
            return mean;
        }

        private static double[] Matrix(TKernel kernel, PointSet<double> points)
        {
            double[] matrix = new double[points.Count * points.Count];
            KernelMatrix.Fill(kernel, points, points, matrix);
            return matrix;
        }
    }
}
