using System.Globalization;
using CteFast.Explain;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Performance;

namespace CteFast.Cli.Render;

/// <summary>Figures that tables say in plain words.</summary>
internal static class Sentences
{
    /// <summary>How well a coreset stands for the data.</summary>
    public static string Quality(int count, long inputCount, double mmd, double mmdUniform)
        => string.Create(CultureInfo.InvariantCulture,
            $"{count:N0} of {inputCount:N0} rows stand for the data: MMD {mmd:G2}, a uniform sample's {mmdUniform:G2}");

    /// <summary>What an explanation was computed against.</summary>
    public static string Background(Explanation explanation)
        => explanation.BackgroundQuality is var background && background.Count < background.InputCount
            ? Quality(background.Count, background.InputCount, background.Mmd, background.MmdUniform)
                + (background.GivenCount > background.Count ? string.Create(CultureInfo.InvariantCulture, $"; the budget does not pay for the {background.GivenCount:N0} asked for") : "")
            : string.Create(CultureInfo.InvariantCulture, $"{(explanation.IsExact ? "Exact values" : "Values")} against all {background.Count:N0} rows of the data");

    /// <summary>What a model's outputs are called.</summary>
    public static string Outputs(string outputKind) => outputKind == "value" ? "prediction" : outputKind;

    /// <summary>The kind of outputs as files have it: value, margin or probability.</summary>
    public static string Kind(Enum outputKind) => outputKind.ToString().ToLowerInvariant();

    /// <summary>Measures of a model: R² 0.97, MAE 0.08.</summary>
    public static string Measures(IEnumerable<(string Name, double Value)> measures)
        => string.Join(", ", measures.Select(measure => string.Create(CultureInfo.InvariantCulture, $"{measure.Name} {measure.Value:G3}")));

    /// <summary>That a model predicts worse than its own mean, and why that mostly is.</summary>
    public static string WorseThanMean(ModelPerformance performance) => string.Create(CultureInfo.InvariantCulture,
        $"the model's {LossName(performance.Loss)} of {performance.ModelLoss:G4} is above the {performance.MeanLoss:G4} of its mean prediction: are labels in another unit, a logarithm of what it predicts, or of other rows?");

    /// <summary>A loss in words.</summary>
    public static string LossName(LossFunction loss) => loss switch
    {
        LossFunction.SquaredError => "squared error",
        LossFunction.AbsoluteError => "absolute error",
        LossFunction.CrossEntropy => "cross-entropy",
        _ => "classification error",
    };

    /// <summary>A time in the unit that suits it.</summary>
    public static string Time(TimeSpan time)
        => time.TotalSeconds < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:G3} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");
}
