using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>Names the row for which a model returned NaN or infinity and, if the value of one feature is the cause, the feature. To find it, calls the model again.</summary>
internal static class NonFiniteOutput
{
    private const string Advice = "only finite outputs can be explained";

    /// <summary>The exception for a batch of which an output is not finite.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The batch, rows x d.</param>
    /// <param name="outputs">Its outputs, rows x k.</param>
    /// <param name="batch">What the rows are.</param>
    public static InvalidOperationException Explain(IModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> outputs, BatchOrigin batch)
    {
        int d = model.FeatureCount, k = model.OutputCount, at = 0;
        while (float.IsFinite(outputs[at])) at++;
        ReadOnlySpan<float> row = rows.Slice(at / k * d, d);
        string what = $"The model returned {outputs[at]}, or left the output out, for {batch.NameOf(at / k)} (output {at % k})";
        return new InvalidOperationException($"{what}; {Cause(model, row, FiniteRow(rows, outputs, d, k, batch.FiniteRow))}{Advice}.");
    }

    /// <summary>The first row of the batch whose outputs are all finite; if there is none, the row known from before.</summary>
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
            // The outputs of the first call are reported; an exception of a later call is not.
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
