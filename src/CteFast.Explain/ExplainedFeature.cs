namespace CteFast.Explain;

/// <summary>What a feature is in a row, and how far it moved the prediction.</summary>
/// <param name="Name">The feature's name, or that of its group.</param>
/// <param name="Text">Its value in words.</param>
/// <param name="Value">Its Shapley value, in the unit of the prediction.</param>
/// <param name="StandardError">The standard error of that; 0 for exact values.</param>
public readonly record struct ExplainedFeature(string Name, string Text, double Value, double StandardError);
