using CteFast.Explain.Models;

namespace CteFast.Explain.Tests.Fixtures;

/// <summary>Models with every kind of effect, from a seed.</summary>
internal static class MadeModel
{
    /// <summary>Linear terms, products of two, jumps, and one bend across all features, so that effects of any order occur; each output has its own coefficients.</summary>
    /// <remarks>Pairs of an ordering and its reverse are exact for products of two; only what is of higher order leaves noise. Inputs of size 1 give outputs of size 1.</remarks>
    public static DelegateModel Random(int d, int k, int seed)
    {
        float[] c = Models.ModelAssert.RandomRows(4 * k * d, seed);
        return new DelegateModel(d, k, (rows, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++)
            {
                ReadOnlySpan<float> x = rows.Slice(i / k * d, d), a = c.AsSpan(i % k * 4 * d, 4 * d);
                float sum = 0, bend = 0;
                for (int j = 0; j < d; j++)
                    sum += a[j] * x[j] + a[d + j] * x[j] * x[(j + 1) % d] + (x[j] > a[2 * d + j] ? 1 : 0);
                for (int j = 0; j < d; j++) bend += a[3 * d + j] * x[j];
                outputs[i] = sum / d + MathF.Tanh(bend);
            }
        });
    }

    /// <summary>β·x, one output.</summary>
    public static DelegateModel Linear(float[] beta) => new(beta.Length, 1, (rows, outputs) =>
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < beta.Length; j++) sum += beta[j] * rows[i * beta.Length + j];
            outputs[i] = (float)sum;
        }
    });

    /// <summary>A function of one row for each output.</summary>
    public static DelegateModel Of(int d, params RowFunction[] functions) => new(d, functions.Length, (rows, outputs) =>
    {
        for (int i = 0; i < outputs.Length; i++) outputs[i] = functions[i % functions.Length](rows.Slice(i / functions.Length * d, d));
    });
}

/// <summary>One output of a row.</summary>
internal delegate float RowFunction(ReadOnlySpan<float> row);
