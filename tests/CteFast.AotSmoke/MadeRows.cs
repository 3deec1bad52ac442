namespace CteFast.AotSmoke;

/// <summary>Rows from a fixed recurrence: the same bits everywhere, without a library's random numbers.</summary>
internal static class MadeRows
{
    /// <summary>Row-major rows of correlated features of about unit spread.</summary>
    public static float[] Create(int rowCount, int featureCount)
    {
        float[] rows = new float[rowCount * featureCount];
        uint state = 1;
        for (int i = 0; i < rowCount; i++)
        {
            Span<float> row = rows.AsSpan(i * featureCount, featureCount);
            float common = Next(ref state) + Next(ref state);
            for (int j = 0; j < featureCount; j++)
                row[j] = common + Next(ref state) + Next(ref state);
        }

        return rows;
    }

    // Uniform in [-1, 1): 24 bits of a linear congruential generator, exact in a float.
    private static float Next(ref uint state)
    {
        state = unchecked(state * 1664525u + 1013904223u);
        return (state >> 8) * (2f / (1 << 24)) - 1f;
    }
}
