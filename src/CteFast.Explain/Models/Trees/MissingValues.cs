namespace CteFast.Explain.Models.Trees;

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
