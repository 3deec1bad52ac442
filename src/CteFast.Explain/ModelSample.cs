using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain;

/// <summary>Predictions by which a saved explainer knows its model again.</summary>
internal static class ModelSample
{
    private const int MostRows = 32;

    /// <summary>The largest difference of two predictions of the same model, as a fraction of the output's largest one: processors sum in different orders.</summary>
    private const double Rounding = 1e-4;

    /// <summary>
    /// What the model predicts on up to 32 rows, and the base values: rows of the background, evenly spaced; without one, rows made of the trees' thresholds.
    /// </summary>
    public static float[] Of(Explainer explainer)
    {
        IModel model = explainer.Model;
        float[] rows = explainer.Background is { } background ? SpacedRows(background) : ThresholdRows(((ITreeModel)model).Trees);
        float[] predictions = new float[rows.Length / model.FeatureCount * model.OutputCount];
        model.Predict(rows, predictions);
        return [.. predictions, .. explainer.BaseValues.ToArray().Select(value => (float)value)];
    }

    /// <summary>What differs between two models of as many outputs, given their samples; null when nothing does.</summary>
    public static string? Difference(ReadOnlySpan<float> saved, ReadOnlySpan<float> now, int outputs)
    {
        for (int output = 0; output < outputs; output++)
        {
            double largest = 0;
            for (int i = output; i < saved.Length; i += outputs) largest = Math.Max(largest, Math.Abs(saved[i]));
            for (int i = output; i < saved.Length; i += outputs)
            {
                if (saved[i] != now[i] && !(Math.Abs(saved[i] - now[i]) <= Rounding * largest)) return $"where that one predicts {saved[i]}, this one predicts {now[i]}";
            }
        }

        return null;
    }

    private static float[] SpacedRows(Background background)
    {
        int count = Math.Min(background.Count, MostRows);
        return [.. Enumerable.Range(0, count).SelectMany(i => background.Row((int)((long)i * background.Count / count)).ToArray())];
    }

    private static float[] ThresholdRows(TreeEnsemble trees)
    {
        float[] rows = new float[MostRows * trees.FeatureCount];
        int[] splits = new int[trees.FeatureCount];
        foreach (TreeNode node in trees.Nodes)
        {
            if (!node.IsLeaf) rows[splits[node.Feature]++ % MostRows * trees.FeatureCount + node.Feature] = node.Threshold;
        }

        return rows;
    }
}
