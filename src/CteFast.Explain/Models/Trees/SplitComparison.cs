namespace CteFast.Explain.Models.Trees;

/// <summary>How a split compares a value x with its threshold t; rows for which it holds go left.</summary>
public enum SplitComparison
{
    /// <summary>x &lt; t, as XGBoost compares.</summary>
    LessThan,

    /// <summary>x ≤ t, as LightGBM and scikit-learn compare.</summary>
    LessThanOrEqual,

    /// <summary>x &gt; t.</summary>
    GreaterThan,

    /// <summary>x ≥ t.</summary>
    GreaterThanOrEqual,

    /// <summary>x = t.</summary>
    Equal,

    /// <summary>x ≠ t.</summary>
    NotEqual,
}
