namespace CteFast.Compression;

/// <summary>How clearly two samples differ in one feature, seen alone.</summary>
/// <remarks>
/// A difference that is only in how features go together, not in any of them, is seen by <see cref="TwoSampleTest.PValue"/> alone.
/// </remarks>
/// <param name="Feature">The feature's place in a row, from 0.</param>
/// <param name="PValue">The feature's own p-value: how likely a difference as great is if this feature has one distribution in both samples.</param>
/// <param name="CorrectedPValue">
/// The p-value corrected for the number of features, at least <paramref name="PValue"/>: features where it is at most α may all be called different, and the
/// probability that any of them is called so wrongly is at most α.
/// </param>
public readonly record struct FeatureDifference(int Feature, double PValue, double CorrectedPValue);
