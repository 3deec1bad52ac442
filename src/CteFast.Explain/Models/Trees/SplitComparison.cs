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

/// <summary>Which values a split takes for missing, and sends its default way instead of comparing them.</summary>
public enum MissingValues
{
    /// <summary>NaN.</summary>
    NaN,

    /// <summary>NaN, and zero: |x| ≤ 1e-35 in single precision, as LightGBM has it.</summary>
    NaNAndZero,

    /// <summary>None: NaN is compared as if it were zero.</summary>
    None,
}
