using System.Text.RegularExpressions;
// <readme>
using CteFast.Explain;
using CteFast.Explain.Models;
// </readme>

namespace CteFast.Repository.Tests;

/// <summary>The README's example, between the markers; what surrounds them is the test of it.</summary>
[Collection("Console")]
public sealed class ReadmeExample
{
    [Fact]
    public void Example_Run_PrintsWhatTheReadmeShows()
    {
        TextWriter console = Console.Out;
        using var printed = new StringWriter { NewLine = "\n" };
        Console.SetOut(printed);
        try
        {
            Run();
        }
        finally
        {
            Console.SetOut(console);
        }

        Match shown = Regex.Match(SourceTree.Read("README.md").ReplaceLineEndings("\n"), @"^<!-- output -->\n```text\n(.*?\n)```$", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.Equal(shown.Groups[1].Value, printed.ToString());
    }

    private static void Run()
    {
        // <readme>
        // The model: a yearly insurance premium, from a driver's age, kilometres a year and accidents.
        DelegateModel model = new(featureCount: 3, outputCount: 1, (rows, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++)
            {
                float age = rows[3 * i], kilometres = rows[3 * i + 1], accidents = rows[3 * i + 2];
                outputs[i] = 200 + 0.01f * kilometres * (1 + accidents) + (age < 25 ? 150 : 0);
            }
        }, ["age", "kilometres", "accidents"]);

        // The data: rows like those the model was made for, one after the other.
        float[] drivers =
        [
            45,  8_000, 0,
            31, 15_000, 0,
            22, 12_000, 1,
            58,  5_000, 0,
            37, 20_000, 2,
            64, 10_000, 0,
            24,  6_000, 0,
            50, 18_000, 1,
        ];

        Explainer explainer = Explainer.Create(model, drivers, new ExplainOptions { Seed = 1 });
        Explanation explanation = explainer.Explain([23, 16_000, 1]);

        Console.WriteLine($"premium: {explanation.Prediction(0)[0]:F1}, on average {explanation.BaseValues[0]:F1}");
        foreach (string feature in explanation.FeatureNames)
            Console.WriteLine($"{feature}: {explanation.Value(0, feature):+0.0;-0.0}");
        // </readme>
    }
}
