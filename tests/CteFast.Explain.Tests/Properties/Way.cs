namespace CteFast.Explain.Tests.Properties;

/// <summary>The ways to Shapley values.</summary>
internal enum Way
{
    /// <summary>All coalitions.</summary>
    Exact,

    /// <summary>The regression over all coalitions.</summary>
    Kernel,

    /// <summary>Orderings: an estimate, but for the laws that any ordering keeps.</summary>
    Permutation,

    /// <summary>The tables of trees.</summary>
    Trees,
}
