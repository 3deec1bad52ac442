using CteFast.Data;
using CteFast.Explain;

namespace CteFast.Cli.Render;

/// <summary>An explanation and the labels it is shown with.</summary>
/// <param name="Explanation">The result.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Rows">The numbers of the rows explained, r.</param>
/// <param name="Features">What the features are in those rows.</param>
internal sealed record ExplanationReport(
    Explanation Explanation, string Model, IReadOnlyList<int> Rows, FeatureTable Features);
