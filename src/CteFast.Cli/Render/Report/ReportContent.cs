using CteFast.Cli.Render.Svg;
using CteFast.Data;

namespace CteFast.Cli.Render.Report;

/// <summary>Everything a report shows: results only, in the order they are shown.</summary>
internal sealed record ReportContent
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The data's name.</summary>
    public required string Data { get; init; }

    /// <summary>What is explained: margin, probability or value, and of which output where there are several.</summary>
    public required string Quantity { get; init; }

    /// <summary>How well the model predicts the rows: measures by name; empty where there is no target.</summary>
    public IReadOnlyList<(string Name, double Value)> Performance { get; init; } = [];

    /// <summary>In plain words: how good the model and the background are, how large the error, what was spent.</summary>
    public required IReadOnlyList<string> Summary { get; init; }

    /// <summary>SAGE values, the most important feature first; empty where there is no target to take a loss of.</summary>
    public required IReadOnlyList<Bar> Sage { get; init; }

    /// <summary>The loss that <see cref="Sage"/> shares out.</summary>
    public required string SageLoss { get; init; }

    /// <summary>Mean absolute Shapley values over the rows of <see cref="Dots"/>, the largest first.</summary>
    public required IReadOnlyList<Bar> MeanShapley { get; init; }

    /// <summary>Shapley values and feature values of the rows explained, in the order of <see cref="MeanShapley"/>.</summary>
    public required IReadOnlyList<FeatureDots> Dots { get; init; }

    /// <summary>Effects of the features that matter most.</summary>
    public required IReadOnlyList<EffectCurves> Effects { get; init; }

    /// <summary>Single predictions, step by step.</summary>
    public required IReadOnlyList<ExplainedRow> Rows { get; init; }

    /// <summary>What a reader needs to do it again: names and values.</summary>
    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }
}

/// <summary>What the prediction does as one feature moves.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Partial">Partial dependence, in units of the prediction.</param>
/// <param name="Accumulated">Accumulated local effects moved to the mean prediction; null where there are none.</param>
/// <param name="Background">The feature's values in the background.</param>
internal sealed record EffectCurves(Feature Feature, Curve Partial, Curve? Accumulated, IReadOnlyList<double> Background);

/// <summary>One prediction, step by step.</summary>
/// <param name="Row">The row's number.</param>
/// <param name="Steps">Features and their Shapley values with standard errors.</param>
/// <param name="Features">What each feature is in the row.</param>
/// <param name="BaseValue">What the steps begin from.</param>
/// <param name="Prediction">Where they end.</param>
internal sealed record ExplainedRow(int Row, IReadOnlyList<Bar> Steps, FeatureTable Features, double BaseValue, double Prediction);
