namespace CteFast.Data;

/// <summary>Leaves a member of a <see cref="FeatureRowAttribute"/> type out of its features, such as an id or the target. It has its default in a row that is read.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class NotAFeatureAttribute : Attribute;
