namespace CteFast.Explain.Tests.Fixtures;

/// <summary>Backgrounds of given rows.</summary>
internal static class MadeBackground
{
    /// <summary>All the data.</summary>
    public static Background All(float[] data, int featureCount) => Of(data, featureCount, [.. Enumerable.Range(0, data.Length / featureCount)]);

    /// <summary>A uniform sample without replacement.</summary>
    public static Background Uniform(float[] data, int featureCount, int size, int seed)
    {
        int[] indices = [.. Enumerable.Range(0, data.Length / featureCount)];
        new Random(seed).Shuffle(indices);
        return Of(data, featureCount, indices[..size]);
    }

    public static Background Of(float[] data, int featureCount, int[] indices)
    {
        int n = data.Length / featureCount;
        double[] means = new double[featureCount], scales = new double[featureCount];
        for (int j = 0; j < featureCount; j++)
        {
            double[] column = [.. Enumerable.Range(0, n).Select(i => (double)data[i * featureCount + j])];
            double mean = means[j] = column.Average(), deviation = Math.Sqrt(column.Average(value => (value - mean) * (value - mean)));
            scales[j] = deviation > 0 ? deviation : 1;
        }

        float[] rows = [.. indices.SelectMany(i => data[(i * featureCount)..((i + 1) * featureCount)])];
        return new Background(rows, means, scales, new BackgroundQuality(indices.Length, n, indices.Length < n ? 1 : 0, indices.Length < n ? 1 : 0));
    }
}
