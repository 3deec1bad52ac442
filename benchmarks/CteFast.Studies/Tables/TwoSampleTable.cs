using CteFast.Compression;
using CteFast.Numerics.Random;

namespace CteFast.Studies.Tables;

/// <summary>The two-sample test: how often it rejects samples of one distribution, and what it says of samples that differ in shape only.</summary>
internal static class TwoSampleTable
{
    private const int Rows = 142;

    private const double Level = 0.05;

    private static readonly string[] Shapes = ["ring", "cross", "star", "horizontal lines", "vertical lines"];

    public static TwoSampleResult Print(TextWriter output, bool quick)
    {
        int seeds = quick ? 400 : 2000;
        int rejected = 0;
        Parallel.For(0, seeds, seed =>
        {
            string shape = Shapes[seed % Shapes.Length];
            if (Test(shape, shape, seed).PValue <= Level) Interlocked.Increment(ref rejected);
        });
        double level = rejected / (double)seeds, error = 1.96 * Math.Sqrt(level * (1 - level) / seeds);
        var levels = new MarkdownTable(output, $"**The two-sample test's level**: the share of {MarkdownTable.Count(seeds)} tests of two samples of one distribution that reject at {Level}, {Rows} rows each.",
            "rejected", "95 % interval");
        levels.Row(MarkdownTable.Ratio(100 * level) + " %", $"{MarkdownTable.Ratio(100 * (level - error))} to {MarkdownTable.Ratio(100 * (level + error))} %");

        var powers = new MarkdownTable(output, $"**The two-sample test's power**: samples in two columns of equal means and variances, uncorrelated, {Rows} rows each. The greatest p-value is of 20 seeds.",
            "pair", "p", "greatest p");
        List<TwoSamplePair> power = [];
        for (int first = 0; first < Shapes.Length; first++)
        {
            for (int second = first + 1; second < Shapes.Length; second++)
            {
                string pair = $"{Shapes[first]}, {Shapes[second]}";
                double[] p = [.. Enumerable.Range(0, 20).Select(seed => Test(Shapes[first], Shapes[second], seed).PValue)];
                powers.Row(pair, MarkdownTable.Number(p[0]), MarkdownTable.Number(p.Max()));
                power.Add(new TwoSamplePair(pair, p[0]));
            }
        }

        return new TwoSampleResult(level, power);
    }

    private static TwoSampleTest Test(string first, string second, int seed) =>
        TwoSampleTest.Run(Sample(first, 2 * seed), Sample(second, 2 * seed + 1), 2, new TwoSampleTestOptions { Seed = seed, Level = Level });

    private static float[] Sample(string shape, int seed)
    {
        var random = new Pcg64(seed);
        float[] rows = new float[2 * Rows];
        for (int i = 0; i < Rows; i++)
        {
            (double x, double y) = Point(shape, ref random);
            (rows[2 * i], rows[2 * i + 1]) = ((float)x, (float)y);
        }

        return rows;
    }

    /// <summary>A point of mean 0 and variance 1 in both coordinates.</summary>
    private static (double X, double Y) Point(string shape, ref Pcg64 random)
    {
        // A uniform number of variance 1, and one of three levels of variance 1.
        double along = Math.Sqrt(3) * (2 * random.NextDouble() - 1), angle = 2 * Math.PI * random.NextDouble(), level = Math.Sqrt(1.5) * (random.NextInt32(3) - 1);
        double radius = 2 * Math.Sqrt(random.NextDouble()), arm = 2 * Math.PI / 5 * random.NextInt32(5);
        return shape switch
        {
            "ring" => (Math.Sqrt(2) * Math.Cos(angle), Math.Sqrt(2) * Math.Sin(angle)),
            "cross" => random.NextInt32(2) == 0 ? (Math.Sqrt(2) * along, 0) : (0, Math.Sqrt(2) * along),
            // The mean squared radius is 2, of which each coordinate has half.
            "star" => (radius * Math.Cos(arm), radius * Math.Sin(arm)),
            "horizontal lines" => (along, level),
            _ => (level, along),
        };
    }
}
