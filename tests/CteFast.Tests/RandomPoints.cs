using CteFast.Data;

namespace CteFast.Tests;

/// <summary>Points drawn from a standard normal distribution; a seed gives the same ones on every machine.</summary>
internal static class RandomPoints
{
    /// <summary>Row-major values, n x d.</summary>
    public static double[] Normal(int n, int d, int seed)
    {
        var random = new Pcg64(seed);
        double[] rows = new double[n * d];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return rows;
    }

    /// <summary>As <see cref="Normal"/>, rounded to single precision.</summary>
    public static float[] NormalSingle(int n, int d, int seed) => [.. Normal(n, d, seed).Select(v => (float)v)];

    public static PointSet<double> Points(int n, int d, int seed) => PointSet<double>.FromRows(Normal(n, d, seed), d);

    public static PointSet<float> PointsSingle(int n, int d, int seed) => PointSet<float>.FromRows(NormalSingle(n, d, seed), d);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static double[] Uniforms(int count, int seed)
    {
        double[] uniforms = new double[count];
        new Pcg64(seed).Fill(uniforms);
        return uniforms;
    }

    /// <summary>The first <paramref name="size"/> of the numbers 0 to n − 1 in random order.</summary>
    public static int[] Sample(int n, int size, int seed)
    {
        var random = new Pcg64(seed);
        int[] order = [.. Enumerable.Range(0, n)];
        for (int i = 0; i < size; i++)
        {
            int j = i + random.NextInt32(n - i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order[..size];
    }
}
