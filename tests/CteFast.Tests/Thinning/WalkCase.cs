using CteFast.Data;
using CteFast.Kernels;
using CteFast.Tests.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

/// <summary>What m halvings of a case did.</summary>
/// <param name="IsExceeded">Whether one of the walks exceeded a threshold.</param>
/// <param name="InnerProducts">The mean of the walks' <see cref="ReplayedWalk.Moment"/>.</param>
/// <param name="Leading">
/// cosh(λe) exp(−λ²ν²/2), or 0 if a threshold was exceeded: at most 1 in expectation. e is the coreset's error of the mean of the function of norm 1 that most
/// pairs differ by, and ν² = Σ σ_j²/n_j² its sub-Gaussian constant.
/// </param>
/// <param name="OfPoint">The same of the kernel of a point.</param>
internal readonly record struct WalkRun(bool IsExceeded, double InnerProducts, double Leading, double OfPoint);

/// <summary>Points, a kernel of the box, δ and m that a seed chooses. A run halves m times, the first half each time, and looks at what the walks did.</summary>
internal sealed class WalkCase
{
    /// <summary>So many cases have every kernel with two m, and every δ.</summary>
    public const int Count = 28;

    private readonly string _name;
    private readonly int _rounds;
    private readonly double _lambda;

    // Where each point is, and the kernel of all places where points are.
    private readonly int[] _places;
    private readonly double[][] _matrix;
    private readonly double[] _leading, _ofPoint;
    private readonly Library _library;

    private WalkCase(int seed, string name, double[] rows, int d, int[] places)
    {
        (_places, _rounds, Delta) = (places, 1 + seed % 4, new[] { 0.4, 0.1, 0.02 }[seed % 3]);
        _library = KernelFamilies.InDouble(seed % KernelFamilies.CountInDouble, new Build(rows, d, places));
        _matrix = _library.Matrix;
        _name = $"{name}, {_library.Kernel}, {places.Length} x {d}, δ = {Delta}, m = {_rounds}";
        (_leading, _ofPoint) = (LeadingFunction(), Function([1, .. new double[_matrix.Length - 1]]));
        // λ may depend on anything but the runs that are counted.
        _lambda = 1 / Math.Sqrt(Walks(_library.Halve, seed: -1).Variance);
    }

    public double Delta { get; }

    /// <summary>What the probability is at most that a walk exceeds a threshold: δ_j/n_j for each of n_j/2 pairs, with δ_j = δ 2^j/m in round j.</summary>
    public double FailureProbability => Enumerable.Range(0, _rounds).Sum(round => DeltaOf(round) / 2);

    /// <summary>96 to 256 points: a normal cloud, a cube, two clusters, or a cloud with outliers.</summary>
    public static WalkCase OfCloud(int seed)
    {
        var random = new Random(seed);
        int n = 16 * random.Next(6, 17), d = random.Next(1, 7), shape = random.Next(4);
        double[] rows = RandomPoints.Normal(n, d, seed);
        double scale = Math.Pow(10, random.NextDouble() - 0.5);
        for (int i = 0; i < n; i++)
        {
            double shift = 3 * random.Next(2), stretch = random.Next(20) == 0 ? 10 : 1;
            for (int j = i * d; j < (i + 1) * d; j++)
            {
                rows[j] = scale * shape switch
                {
                    0 => rows[j],
                    1 => 3 * random.NextDouble(),
                    2 => 0.3 * rows[j] + shift,
                    _ => stretch * rows[j],
                };
            }
        }

        return new WalkCase(seed, new[] { "cloud", "cube", "clusters", "outliers" }[shape], rows, d, [.. Enumerable.Range(0, n)]);
    }

    /// <summary>1,024 points on few places: the walk stays in few dimensions, long enough to get there all that the theorem lets it.</summary>
    public static WalkCase OfPlaces(int seed)
    {
        var random = new Random(seed);
        int d = random.Next(1, 7), count = random.Next(2, 7);
        return new WalkCase(seed, $"{count} places", RandomPoints.Normal(count, d, seed), d, [.. Enumerable.Range(0, 512).Select(_ => random.Next(count))]);
    }

    /// <summary>Runs of the library's halving.</summary>
    public WalkRun[] Run(int count) => Run(_library.Halve, count);

    /// <summary>Runs of the halving with thresholds that are a multiple of the published ones.</summary>
    public WalkRun[] Run(int count, double thresholds) =>
        Run((input, delta, uniforms) => ReplayedWalk.Halve(_matrix, PlacesOf(input), delta, uniforms, thresholds), count);

    /// <summary>The coresets of a seed: of the m halvings, and the first one of a split in m rounds.</summary>
    public (int[] Halved, int[] Split) Coresets(int seed)
    {
        double[] uniforms = [.. Enumerable.Range(0, _rounds).SelectMany(round => RandomPoints.Uniforms(_places.Length / 2, Stream(seed, round)))];
        return (Walks(_library.Halve, seed).Coreset, _library.Split(_rounds, Delta, uniforms)[..(_places.Length >> _rounds)]);
    }

    public override string ToString() => _name;

    private static int Stream(int seed, int round) => 10 * (seed + 1) + round;

    private double DeltaOf(int round) => Delta * (1 << round) / _rounds;

    private int[] PlacesOf(int[] points) => Array.ConvertAll(points, i => _places[i]);

    private WalkRun[] Run(Halver halver, int count) =>
        [.. Enumerable.Range(0, count).Select(seed =>
        {
            (int[] coreset, double variance, double inner, bool isExceeded) = Walks(halver, seed);
            return new WalkRun(isExceeded, inner, Moment(_leading), Moment(_ofPoint));

            double Moment(double[] function) => isExceeded ? 0 : Math.Cosh(_lambda * Error(function, coreset)) * Math.Exp(-_lambda * _lambda * variance / 2);
        })];

    private double Error(double[] function, int[] coreset) => coreset.Average(i => function[_places[i]]) - _places.Average(place => function[place]);

    private (int[] Coreset, double Variance, double InnerProducts, bool IsExceeded) Walks(Halver halver, int seed)
    {
        int[] coreset = [.. Enumerable.Range(0, _places.Length)];
        double variance = 0, inner = 0;
        bool isExceeded = false;
        for (int round = 0; round < _rounds; round++)
        {
            int n = coreset.Length;
            bool[] isSwapped = halver(coreset, DeltaOf(round), RandomPoints.Uniforms(n / 2, Stream(seed, round)));
            ReplayedWalk walk = ReplayedWalk.Of(_matrix, PlacesOf(coreset), isSwapped, DeltaOf(round));
            variance += walk.Variance / n / n;
            inner += walk.Moment / _rounds;
            isExceeded |= walk.IsExceeded;
            coreset = [.. isSwapped.Select((swapped, pair) => coreset[swapped ? 2 * pair + 1 : 2 * pair])];
        }

        return (coreset, variance, inner, isExceeded);
    }

    /// <summary>The function of norm 1 that most pairs differ by: the first principal component of the pairs' differences.</summary>
    private double[] LeadingFunction()
    {
        double[] function = Function(RandomPoints.Normal(_matrix.Length, 1, seed: 1));
        for (int iteration = 0; iteration < 30; iteration++)
        {
            double[] weights = new double[_matrix.Length];
            for (int i = 0; i < _places.Length; i += 2)
            {
                double difference = function[_places[i]] - function[_places[i + 1]];
                weights[_places[i]] += difference;
                weights[_places[i + 1]] -= difference;
            }

            function = Function(weights);
        }

        return function;
    }

    /// <summary>The values at the places of Σ w_i k(x_i, ·), brought to norm 1.</summary>
    private double[] Function(double[] weights)
    {
        double[] values = [.. _matrix.Select(row => row.Zip(weights, (k, w) => k * w).Sum())];
        double norm = Math.Sqrt(values.Zip(weights, (v, w) => v * w).Sum());
        return [.. values.Select(v => v / norm)];
    }

    /// <summary>Of every pair of the input, whether its second point goes to the first half.</summary>
    private delegate bool[] Halver(int[] input, double delta, double[] uniforms);

    private sealed record Library(string Kernel, double[][] Matrix, Halver Halve, Func<int, double, double[], int[]> Split);

    private readonly struct Build(double[] rows, int d, int[] places) : IDoubleKernelFunction<Library>
    {
        public Library Invoke<TKernel>(TKernel kernel)
            where TKernel : struct, IKernel<double>
        {
            double[][] chunks = [.. rows.Chunk(d)];
            PointSet<double> distinct = PointSet<double>.FromRows(rows, d), points = PointSet<double>.FromRows([.. places.SelectMany(place => chunks[place])], d);
            double[] matrix = new double[chunks.Length * chunks.Length];
            KernelMatrix.Fill(kernel, distinct, distinct, matrix);
            var thinning = new KernelThinning<TKernel, double>(kernel);
            return new Library(typeof(TKernel).Name, [.. matrix.Chunk(chunks.Length)], Halve, Split);

            bool[] Halve(int[] input, double delta, double[] uniforms)
            {
                int[] first = new int[input.Length / 2];
                thinning.Halve(points, input, delta, uniforms, first, new int[first.Length]);
                return [.. first.Select((point, pair) => point != input[2 * pair])];
            }

            int[] Split(int rounds, double delta, double[] uniforms)
            {
                int[] coresets = new int[points.Count];
                thinning.Split(points, [.. Enumerable.Range(0, points.Count)], rounds, delta, uniforms, coresets);
                return coresets;
            }
        }
    }
}
