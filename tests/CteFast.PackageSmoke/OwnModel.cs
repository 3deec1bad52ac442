using CteFast.Explain;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

/// <summary>x &lt; 1.5 ? 10 : 20, missing to the left, and 0.5 more: a file of this project, compiled into it.</summary>
[TreeModel("stump.json")]
internal sealed partial class StumpModel;

internal static class OwnModel
{
    /// <summary>A compiled tree and a function are explained, both with values known beforehand.</summary>
    public static string Run()
    {
        float[] predicted = new float[3];
        new StumpModel().Predict([1f, 2f, float.NaN], predicted);
        Check.Holds(predicted.AsSpan().SequenceEqual([10.5f, 20.5f, 10.5f]), $"the compiled model predicts {string.Join(' ', predicted)}");

        // One row in four is above the threshold: 20.5 is 7.5 more than the mean.
        Explanation stump = new TreeExplainer(StumpModel.Ensemble, [0f, 1f, 2f, 1.25f], new TreeExplainerOptions()).Explain([2f]);
        Check.Holds(stump.BaseValues[0] == 13 && stump.Values(0)[0] == 7.5, $"the compiled model's value is {stump.Values(0)[0]} from {stump.BaseValues[0]} on");

        // 3 x₀ + x₁ x₂ against all eight corners: the product's half is shared between its factors.
        DelegateModel model = new(featureCount: 3, outputCount: 1, (rows, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++) outputs[i] = 3 * rows[3 * i] + rows[3 * i + 1] * rows[3 * i + 2];
        });
        float[] corners = [.. Enumerable.Range(0, 8).SelectMany(corner => (float[])[corner & 1, corner >> 1 & 1, corner >> 2])];
        Explanation explanation = CompressThenExplain.Explain(model, corners, foreground: [1, 1, 1], new ExplainOptions { Seed = 1 });
        double[] expected = [1.5, 0.375, 0.375];
        for (int j = 0; j < 3; j++)
            Check.Holds(Math.Abs(explanation.Values(0)[j] - expected[j]) < 1e-6, $"feature {j} has {explanation.Values(0)[j]}, not {expected[j]}");
        return $"models of one's own: {stump.Method}; {explanation.Method}";
    }
}
