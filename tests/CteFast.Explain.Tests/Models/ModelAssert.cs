using CteFast.Explain.Models;

namespace CteFast.Explain.Tests.Models;

internal static class ModelAssert
{
    public static float[] Predict(this IModel model, ReadOnlySpan<float> rows)
    {
        var outputs = new float[rows.Length / model.FeatureCount * model.OutputCount];
        outputs.AsSpan().Fill(float.NaN);
        model.Predict(rows, outputs);
        return outputs;
    }

    /// <summary>|actual − expected| ≤ absolute + relative · |expected|, everywhere.</summary>
    public static void Close(IReadOnlyList<double> expected, ReadOnlySpan<float> actual, double absolute, double relative)
    {
        Assert.Equal(expected.Count, actual.Length);
        for (int i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(actual[i] - expected[i]) <= absolute + relative * Math.Abs(expected[i]), $"output {i}: {actual[i]:R}, expected {expected[i]:R}");
    }

    /// <summary>Every batch of 1 to <paramref name="largest"/> rows gives the bits of one large batch.</summary>
    public static void SameBitsInAnyBatch(IModel model, float[] rows, int largest)
    {
        int d = model.FeatureCount, k = model.OutputCount;
        float[] all = model.Predict(rows);
        for (int batch = 1; batch <= largest; batch++)
        {
            for (int start = 0; start + batch <= rows.Length / d; start += batch)
            {
                float[] part = model.Predict(rows.AsSpan(start * d, batch * d));
                for (int i = 0; i < part.Length; i++)
                    Assert.Equal(BitConverter.SingleToInt32Bits(all[start * k + i]), BitConverter.SingleToInt32Bits(part[i]));
            }
        }
    }

    /// <summary>Bytes allocated by predictions after enough of them that the code is in its last tier.</summary>
    public static long AllocatedWhenWarm(IModel model, float[] rows)
    {
        var outputs = new float[rows.Length / model.FeatureCount * model.OutputCount];
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 10 && least > 0; attempt++)
        {
            for (int i = 0; i < 100; i++)
                model.Predict(rows, outputs);
            Thread.Sleep(20);
            long before = GC.GetAllocatedBytesForCurrentThread();
            model.Predict(rows, outputs);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    public static float[] RandomRows(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new float[count];
        foreach (ref float value in rows.AsSpan())
            value = (float)(4 * random.NextDouble() - 2);
        return rows;
    }
}
