namespace CteFast.Explain;

/// <summary>Columns that are explained as one feature: all of them are present, or all absent.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Columns">The columns, from 0; at least one, each in one group at most.</param>
public sealed record FeatureGroup(string Name, IReadOnlyList<int> Columns);
