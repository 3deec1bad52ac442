using CteFast.Data;
using CteFast.Numerics.Random;

namespace CteFast.Cli.Measure;

/// <summary>Standard normal rows, the same ones for a seed.</summary>
internal static class NormalRows
{
    public static float[] Make(int n, int d, int seed)
    {
        var random = new Pcg64(seed);
        float[] rows = new float[n * d];
        for (int i = 0; i < rows.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            rows[i] = (float)(radius * cosine);
            if (i + 1 < rows.Length) rows[i + 1] = (float)(radius * sine);
        }

        return rows;
    }

    public static PointSet<float> Points(int n, int d, int seed) => PointSet<float>.FromRows(Make(n, d, seed), d);
}
