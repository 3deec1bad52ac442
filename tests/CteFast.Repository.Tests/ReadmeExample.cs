// <readme>
using System.Globalization;
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
        IModel model = ModelReader.ReadFile("diamonds.xgb.json");
        float[] diamonds = [.. File.ReadLines("diamonds.csv").Skip(1)
            .SelectMany(line => line.Split(',')[..model.FeatureCount]).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))];

        Explanation explanation = CompressThenExplain.Explain(model, diamonds, foreground: diamonds.AsSpan(0, model.FeatureCount), new ExplainOptions { Seed = 1 });
        Console.WriteLine($"{explanation.Prediction(0)[0]:F3}, on average {explanation.BaseValues[0]:F3}");
        for (int j = 0; j < explanation.FeatureCount; j++)
            Console.WriteLine($"{explanation.FeatureNames[j]}: {explanation.Values(0)[j]:+0.000;-0.000} ± {explanation.StandardErrors(0)[j]:F3}");
        // </readme>

        double sum = explanation.BaseValues[0];
        foreach (double value in explanation.Values(0))
            sum += value;
        Assert.Equal(8.440, explanation.Prediction(0)[0], tolerance: 5e-4);
        Assert.Equal(explanation.Prediction(0)[0], sum, tolerance: 1e-5);     // a sum of 200 leaves in float, each rounded to 2⁻²⁴ of up to 8
        Assert.Equal("carat", explanation.FeatureNames[0]);
    }
}
