namespace CteFast.Explain.Models;

internal static class Activations
{
    /// <summary>1 / (1 + exp(−x)), a few units in the last place everywhere: no overflow, no loss where it is nearly 0.</summary>
    public static float Sigmoid(float x)
    {
        float e = MathF.Exp(-MathF.Abs(x));
        return (x >= 0f ? 1f : e) / (1f + e);
    }

    /// <summary>exp(x) / Σ exp(x), in place; the largest is subtracted first, so that nothing overflows.</summary>
    public static void Softmax(Span<float> values)
    {
        float largest = float.NegativeInfinity;
        foreach (float value in values)
            largest = MathF.Max(largest, value);
        float sum = 0f;
        foreach (ref float value in values)
            sum += value = MathF.Exp(value - largest);
        foreach (ref float value in values)
            value /= sum;
    }
}
