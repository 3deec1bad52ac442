namespace CteFast.Data;

/// <summary>How a member of a <see cref="FeatureRowAttribute"/> type is called in tables and explanations.</summary>
/// <param name="name">The feature's name; null for that of the member.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class FeatureAttribute(string? name = null) : Attribute
{
    /// <summary>The feature's name; null for that of the member.</summary>
    public string? Name { get; } = name;

    /// <summary>The group that the feature is explained in, with all others of the same group; null for none.</summary>
    public string? Group { get; set; }
}
