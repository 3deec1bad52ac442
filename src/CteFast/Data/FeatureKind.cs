namespace CteFast.Data;

/// <summary>What the values of a feature are.</summary>
public enum FeatureKind
{
    /// <summary>Numbers, whose differences count.</summary>
    Numeric,

    /// <summary>Codes of categories, which are equal or not.</summary>
    Categorical,

    /// <summary>Codes of categories in an order: small, medium, large. Their differences count, as those of numbers.</summary>
    Ordered,

    /// <summary>No (0) or yes (1).</summary>
    Boolean,
}
