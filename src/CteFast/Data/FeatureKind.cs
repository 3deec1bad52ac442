namespace CteFast.Data;

/// <summary>What the values of a feature are.</summary>
public enum FeatureKind
{
    /// <summary>Numbers, whose differences count.</summary>
    Numeric,

    /// <summary>Codes of categories, which are equal or not.</summary>
    Categorical,
}
