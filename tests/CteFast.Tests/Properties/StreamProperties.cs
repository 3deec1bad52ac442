using CsCheck;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Tests.Properties;

/// <summary>A stream of rows against a list of all rows.</summary>
public sealed class StreamProperties
{
    private const int Features = 2;

    private static readonly Gen<StreamStart> Starts = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 1000], Gen.Bool, Gen.Bool, (oversampling, seed, refine, isStandardized) => new StreamStart(oversampling, seed, refine, isStandardized));

    /// <summary>Rows on a grid, many of them equal.</summary>
    private static readonly Gen<float[]> Row = Gen.Int[-8, 8].Select(value => value / 4f).Array[Features];

    private static readonly Gen<float[]> Rows = Gen.Select(Gen.Int[0, 300], Gen.Int[0, 10_000], (n, seed) => RandomPoints.NormalSingle(n, Features, seed));

    /// <summary>
    /// Model: the list of all rows. Whatever is pushed and asked in whatever order, the stream has counted every row, holds no more than it says it needs (the
    /// larger of 4^(g+1) and 8·2^g·√n rows), can give n rows up to 4^(g+1) and at least 2^g·√n − 1 later, and every row that it gives stood at its position, once.
    /// </summary>
    [Fact]
    public void Stream_AnyOperations_AgreesWithTheListOfAllRows()
    {
        Gen<(RowStream, RowList)> start = Starts.Select(s => (new RowStream(s), new RowList(s.Oversampling)));
        GenOperation<RowStream, RowList> pushOne = Row.Operation<RowStream, RowList>((stream, row) => stream.Push(row), (list, row) => list.Push(row));
        GenOperation<RowStream, RowList> pushMany = Rows.Operation<RowStream, RowList>((stream, rows) => stream.Push(rows), (list, rows) => list.Push(rows));
        GenOperation<RowStream, RowList> ask = Gen.Int[1, 60].Operation<RowStream, RowList>((stream, size) => stream.Ask(size), (list, size) => list.Ask(size));
        GenOperation<RowStream, RowList> pushWrong =
            Gen.OneOf(float.NaN, float.PositiveInfinity).Operation<RowStream, RowList>((stream, value) => stream.PushRefused(value), (_, _) => { });
        Property.Sample(
            (seed, iterations) => start.SampleModelBased(pushOne, pushMany, ask, pushWrong, equal: (stream, list) => list.Agrees(stream), seed: seed, iter: iterations, threads: 1),
            LesserMachine.Cases(150));
    }

    /// <summary>Metamorphic: how rows are divided between calls, and questions in between, change nothing that the stream gives.</summary>
    [Fact]
    public void Push_CutAnywhere_GivesTheSameCoreset()
    {
        Gen<RowStream> start = Starts.Select(s => new RowStream(s));
        GenMetamorphic<RowStream> cut = Gen.Select(Rows, Gen.Int[1, 40], Gen.Int[1, 30]).Metamorphic<RowStream>(
            (stream, c) => stream.Push(c.Item1),
            (stream, c) =>
            {
                foreach (float[] piece in c.Item1.Chunk(c.Item2 * Features))
                {
                    stream.Push(piece);
                    stream.Ask(c.Item3);
                }
            });
        Property.Sample(
            (seed, iterations) => start.SampleMetamorphic(cut, equal: (left, right) => left.Coreset(40).SequenceEqual(right.Coreset(40)), seed: seed, iter: iterations, threads: 1),
            LesserMachine.Cases(60));
    }

    /// <summary>
    /// Before the first halving, of 4^(g+1) rows, the stream holds every row: a refined coreset meets the bound of
    /// <see cref="KernelSpace.BoundWithoutBetterExchange"/> to all rows.
    /// </summary>
    [Fact]
    public void GetCoreset_AllRowsHeld_KeepsTheBoundOfRefinement() => Property.Holds(Gen.Select(Cloud.Of(1, 63, Features), Gen.Int[0, 63], Gen.Int[0, 1000]), c =>
    {
        (Cloud cloud, int wanted, int seed) = c;
        var stream = new StreamingCompressor<GaussianKernel, double>(new GaussianKernel(1.7), cloud.Features, new CoresetOptions { Seed = seed, Oversampling = 2 });
        stream.Push(cloud.Rows);
        long[] positions = new long[1 + wanted % cloud.Count];
        Assert.Equal(positions.Length, stream.GetCoreset(positions));
        // Kernel 0 is the Gaussian one of squared bandwidth 1.7.
        KernelSpace k = new Problem(0, cloud).Subject.Space;
        int[] coreset = [.. positions.Select(position => (int)position)];
        Assert.InRange(k.SquaredMmd(k.Measure(coreset), k.Uniform()), 0, k.BoundWithoutBetterExchange(coreset, k.Uniform()) + coreset.Length * 1e-12);
    }, LesserMachine.Cases(150));

    /// <summary>
    /// A long stream's coreset stands for all rows: it is better than a uniform sample of as many. At most 1 stream in 50 is worse; the test stops as soon as it
    /// knows, and would miss 1 in 5 once in 1,000 times.
    /// </summary>
    [Trait(LesserMachine.Trait, LesserMachine.AnyWill)]
    [Fact]
    public void GetCoreset_LongStream_IsBetterThanSamples()
    {
        var test = new SequentialTest(0.02, 0.2, 1e-6, 1e-3);
        for (int seed = 0; !test.IsDecided; seed++)
        {
            // Rows that drift: a stream that forgot its beginning would be far off.
            double[] rows = [.. RandomPoints.Normal(700 + seed % 7 * 90, 1, seed).Select((value, i) => value + i / 200.0)];
            Subject subject = new Problem(0, new Cloud(CloudShape.Normal, 1, 1, 1, 0)).On(rows);
            var stream = new StreamingCompressor<GaussianKernel, double>(new GaussianKernel(1.7), 1, new CoresetOptions { Seed = seed, Oversampling = seed % 3, Refine = seed % 2 == 0 });
            stream.Push(rows);
            long[] positions = new long[20];
            Assert.Equal(20, stream.GetCoreset(positions));
            test.Add(subject.SquaredMmd([.. positions.Select(position => (int)position)]) > subject.SquaredMmdOfUniform(20));
        }

        Assert.False(test.IsRejected, test.ToString());
    }

    private sealed record StreamStart(int Oversampling, int Seed, bool Refine, bool IsStandardized);

    /// <summary>The stream, with the rows it gave last.</summary>
    private sealed class RowStream(StreamStart start)
    {
        private readonly StreamingCompressor<GaussianKernel, float> _stream = new(
            new GaussianKernel(2), Features, new CoresetOptions { Seed = start.Seed, Oversampling = start.Oversampling, Refine = start.Refine },
            start.IsStandardized ? new Standardization([0.5, -1], [2, 0.3]) : null);

        public StreamingCompressor<GaussianKernel, float> Compressor => _stream;

        public long[] Positions { get; private set; } = [];

        public float[] Chosen { get; private set; } = [];

        public void Push(float[] rows) => _stream.Push(rows);

        public void PushRefused(float value) => Assert.Throws<ArgumentException>(() => _stream.Push([0, 0, 0, value]));

        public void Ask(int size)
        {
            long[] positions = new long[size];
            float[] rows = new float[size * Features];
            int count = _stream.GetCoreset(positions, rows);
            (Positions, Chosen) = (positions[..count], rows[..(count * Features)]);
        }

        public long[] Coreset(int size)
        {
            Ask(size);
            return Positions;
        }

        public override string ToString() => $"{start}, {_stream.Count} rows";
    }

    /// <summary>The model: all rows, and how many were asked for last.</summary>
    private sealed class RowList(int oversampling)
    {
        private readonly List<float> _values = [];
        private int _given;

        private int Count => _values.Count / Features;

        public void Push(float[] rows) => _values.AddRange(rows);

        public void Ask(int size) => _given = Math.Min(size, Largest());

        public bool Agrees(RowStream stream)
        {
            StreamingCompressor<GaussianKernel, float> actual = stream.Compressor;
            double leaf = 4 << (2 * oversampling), root = (1 << oversampling) * Math.Sqrt(Count);
            Assert.Equal(Count, actual.Count);
            Assert.InRange(actual.HeldCount, Math.Min(Count, leaf / 2), Math.Max(leaf, 8 * root));
            if (Count < leaf) Assert.Equal((Count, Count), (actual.LargestSize, actual.HeldCount));
            else Assert.InRange(actual.LargestSize, root - 1, Count);
            Assert.True(stream.Positions.Length >= Math.Min(_given, Count), $"{stream.Positions.Length} rows were given of {_given}");
            Assert.Equal(stream.Positions.Length, stream.Positions.Distinct().Count());
            for (int i = 0; i < stream.Positions.Length; i++)
            {
                Assert.InRange(stream.Positions[i], 0, Count - 1);
                Assert.Equal(
                    _values.GetRange((int)stream.Positions[i] * Features, Features), stream.Chosen.AsSpan(i * Features, Features).ToArray());
            }

            return true;
        }

        // At least so many can be given.
        private int Largest() => Count < 4 << (2 * oversampling) ? Count : (int)Math.Max(0, (1 << oversampling) * Math.Sqrt(Count) - 1);

        public override string ToString() => $"{Count} rows";
    }
}
