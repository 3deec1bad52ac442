namespace CteFast.MLNet.Trees;

/// <summary>Where a slot of a made column comes from.</summary>
/// <param name="Feature">The only raw feature it is computed from; -1 if there are several.</param>
/// <param name="IsOrdered">Whether it never falls as a raw number grows.</param>
/// <param name="Maker">The transformer that made it what it is, for messages.</param>
internal readonly record struct Slot(int Feature, bool IsOrdered, string Maker);
