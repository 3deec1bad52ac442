using CteFast.Explain.Models;

namespace CteFast.AotSmoke;

/// <summary>Two outputs with interactions, a step and a quotient: plain arithmetic, so that every compiler gives the same bits.</summary>
internal sealed class MadeModel(int featureCount) : IModel
{
    public int FeatureCount => featureCount;

    public int OutputCount => 2;

    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        for (int i = 0; i * featureCount < rows.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * featureCount, featureCount);
            float sum = 0f;
            for (int j = 0; j < featureCount; j++)
                sum += (j + 1) * row[j];

            outputs[2 * i] = sum + row[0] * row[1] + (row[2] > 0.25f ? 1f : -1f);
            outputs[2 * i + 1] = sum / (1f + row[0] * row[0]);
        }
    }
}
