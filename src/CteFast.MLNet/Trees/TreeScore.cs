using Microsoft.ML.Calibrators;

namespace CteFast.MLNet.Trees;

/// <summary>How the sums of trees become the columns of a prediction.</summary>
internal static class TreeScore
{
    // ML.NET and these trees add the same numbers; what differs is rounding, where a link is applied.
    private const double Tolerance = 1e-5;

    /// <summary>Finds how ML.NET makes the scores of classes from the sums of their trees.</summary>
    /// <param name="trees">The trees, for their calibrators.</param>
    /// <param name="sums">What the trees sum to for some rows.</param>
    /// <param name="scores">What the pipeline says for them.</param>
    /// <returns>Null if no way gives these scores.</returns>
    public static ClassScore? Of(TrainerTrees[] trees, ReadOnlySpan<float> sums, ReadOnlySpan<float> scores)
    {
        foreach (ClassScore way in Enum.GetValues<ClassScore>())
        {
            float[] made = [.. sums];
            for (int start = 0; start < made.Length; start += trees.Length) Apply(way, trees, made.AsSpan(start, trees.Length));
            if (Equal(made, scores)) return way;
        }

        return null;
    }

    /// <summary>Whether predictions are the same but for rounding.</summary>
    public static bool Equal(ReadOnlySpan<float> made, ReadOnlySpan<float> expected)
    {
        for (int i = 0; i < made.Length; i++)
        {
            if (!(made[i] == expected[i] || Math.Abs((double)made[i] - expected[i]) <= Tolerance * Math.Max(1, Math.Abs((double)expected[i])))) return false;
        }

        return true;
    }

    private static void Apply(ClassScore way, TrainerTrees[] trees, Span<float> sums)
    {
        if (way == ClassScore.Sum) return;
        double most = float.NegativeInfinity, total = 0;
        foreach (float sum in sums) most = Math.Max(most, sum);
        for (int k = 0; k < trees.Length; k++)
        {
            sums[k] = way == ClassScore.Softmax ? (float)Math.Exp(sums[k] - most)
                : trees[k].Calibrator is PlattCalibrator calibrator ? calibrator.PredictProbability(sums[k]) : float.NaN;
            total += sums[k];
        }

        foreach (ref float sum in sums) sum = (float)(sum / total);
    }
}
