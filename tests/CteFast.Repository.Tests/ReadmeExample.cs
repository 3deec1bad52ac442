// <readme>
using CteFast.Explain;
using CteFast.Explain.Models;
// </readme>

namespace CteFast.Repository.Tests;

/// <summary>The README's example, between the markers; what follows them is the test of it.</summary>
public sealed class ReadmeExample
{
    [Fact]
    public void Explain_OneRow_ValuesAddUpToThePrediction()
    {
        // <readme>
        DelegateModel model = new(featureCount: 3, outputCount: 1, (rows, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++)
                outputs[i] = 2 * rows[3 * i] + rows[3 * i + 1] * rows[3 * i + 2];
        });
        Random random = new(1);
        float[] background = [.. Enumerable.Range(0, 3 * 1000).Select(_ => random.NextSingle())];

        Explanation explanation = CompressThenExplain.Explain(model, background, foreground: [1, 2, 3], new ExplainOptions { Seed = 1 });
        for (int j = 0; j < explanation.FeatureCount; j++)
            Console.WriteLine($"{explanation.FeatureNames[j]}: {explanation.Values(0)[j]:F3} ± {explanation.StandardErrors(0)[j]:F3}");
        // </readme>

        double sum = explanation.BaseValues[0];
        foreach (double value in explanation.Values(0))
            sum += value;
        Assert.Equal(8.0, explanation.Prediction(0)[0]);
        Assert.Equal(8.0, sum, tolerance: 1e-6);     // outputs up to 8 in float: half a unit in the last place is 2.4e-7
    }
}
