using System.Globalization;
using CteFast.Explain;

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

    /// <summary>A time in the unit that suits it.</summary>
    public static string Time(TimeSpan time)
        => time.TotalSeconds < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:G3} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");
}
