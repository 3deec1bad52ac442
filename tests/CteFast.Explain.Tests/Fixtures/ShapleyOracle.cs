using System.Numerics;
using CteFast.Explain.Models;

namespace CteFast.Explain.Tests.Fixtures;

/// <summary>Exact Shapley values by enumeration of all coalitions, in double precision: v(S) is the mean over the background rows z of f(x_S, z_notS).</summary>
internal static class ShapleyOracle
{
    /// <summary>The worth of every coalition, 2^d x k; bit j of the index is feature j.</summary>
    public static double[] Worths(IModel model, ReadOnlySpan<float> row, ReadOnlySpan<float> background)
    {
        int d = model.FeatureCount, k = model.OutputCount, count = background.Length / d;
        double[] worths = new double[(1 << d) * k];
        float[] hybrids = background.ToArray(), outputs = new float[count * k];
        for (int coalition = 0; coalition < 1 << d; coalition++)
        {
            for (int i = 0; i < hybrids.Length; i++) hybrids[i] = (coalition >> (i % d) & 1) != 0 ? row[i % d] : background[i];
            model.Predict(hybrids, outputs);
            for (int i = 0; i < outputs.Length; i++) worths[coalition * k + i % k] += outputs[i];
            for (int output = 0; output < k; output++) worths[coalition * k + output] /= count;
        }

        return worths;
    }

    /// <summary>The Shapley values, k x d.</summary>
    public static double[] Explain(IModel model, ReadOnlySpan<float> row, ReadOnlySpan<float> background)
    {
        int d = model.FeatureCount, k = model.OutputCount;
        double[] worths = Worths(model, row, background), values = new double[k * d];
        for (int coalition = 0; coalition < 1 << d; coalition++)
        {
            int size = BitOperations.PopCount((uint)coalition);
            for (int j = 0; j < d; j++)
            {
                if ((coalition >> j & 1) != 0) continue;
                for (int output = 0; output < k; output++)
                    values[output * d + j] += (worths[(coalition | 1 << j) * k + output] - worths[coalition * k + output]) / (d * Binomial(d - 1, size));
            }
        }

        return values;
    }

    private static double Binomial(int n, int k)
    {
        double result = 1;
        for (int i = 1; i <= k; i++) result *= (double)(n - k + i) / i;
        return result;
    }
}
