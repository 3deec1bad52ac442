using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>Says which row, and if one feature's value causes it which feature, made a model return NaN or infinity. Asks the model again to find out.</summary>
internal static class NonFiniteOutput
{
    private const string Advice = "only finite outputs can be explained";

    /// <summary>The exception for a batch of which an output is not finite.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The batch, rows x d.</param>
    /// <param name="outputs">Its outputs, rows x k.</param>
    /// <param name="batch">Where the rows come from.</param>
    public static InvalidOperationException Explain(IModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> outputs, BatchOrigin batch)
    {
        int d = model.FeatureCount, k = model.OutputCount, at = 0;
        while (float.IsFinite(outputs[at])) at++;
        ReadOnlySpan<float> row = rows.Slice(at / k * d, d);
        string what = $"The model returned {outputs[at]}, or left the output out, for {batch.NameOf(at / k)} (output {at % k})";
        return new InvalidOperationException($"{what}; {Cause(model, row, FiniteRow(rows, outputs, d, k, batch.FiniteRow))}{Advice}.");
    }

    /// <summary>The first row of the batch whose outputs are all finite, or else the one that is known to be.</summary>
    private static ReadOnlySpan<float> FiniteRow(ReadOnlySpan<float> rows, ReadOnlySpan<float> outputs, int d, int k, ReadOnlySpan<float> known)
    {
        for (int i = 0; i < outputs.Length / k; i++)
        {
            if (IsFinite(outputs.Slice(i * k, k))) return rows.Slice(i * d, d);
        }

        return known;
    }

    private static string Cause(IModel model, ReadOnlySpan<float> row, ReadOnlySpan<float> finite)
    {
        try
        {
            float[] tried = row.ToArray(), outputs = new float[model.OutputCount];
            if (IsFinite(Predict(model, tried, outputs))) return "asked for this row alone it returns finite outputs, so a row's outputs depend on the rows beside it; ";
            for (int j = 0; j < finite.Length; j++)
            {
                tried[j] = finite[j];
                if (IsFinite(Predict(model, tried, outputs))) return FormattableString.Invariant($"it is finite once feature {model.NameOf(j)} is {finite[j]} instead of {row[j]}; ");
                tried[j] = row[j];
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The model's first answer is what must be reported; what it throws when asked again is not.
        }

        return "";
    }

    private static float[] Predict(IModel model, float[] row, float[] outputs)
    {
        Array.Fill(outputs, float.NaN);
        model.Predict(row, outputs);
        return outputs;
    }

    private static bool IsFinite(ReadOnlySpan<float> outputs)
    {
        foreach (float output in outputs)
        {
            if (!float.IsFinite(output)) return false;
        }

        return true;
    }
}
