using CteFast.Data;
using CteFast.Numerics.Random;

namespace CteFast.Benchmarks;

/// <summary>Standard normal rows, the same ones every time.</summary>
internal static class NormalRows
{
    public static PointSet<float> Points(int n, int d)
    {
        var random = new Pcg64(seed: 1);
        float[] rows = new float[n * d];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return PointSet<float>.FromRows(rows, d);
    }
}
