namespace CteFast.Tests.Properties;

/// <summary>What random data looks like.</summary>
internal enum CloudShape
{
    /// <summary>A standard normal distribution.</summary>
    Normal,

    /// <summary>Three dense clusters far from each other.</summary>
    Clusters,

    /// <summary>Quotients of normal numbers: Cauchy's distribution, which has no mean.</summary>
    HeavyTails,

    /// <summary>One to five different rows, each many times.</summary>
    Duplicates,

    /// <summary>A normal distribution whose first column is constant.</summary>
    ConstantColumn,

    /// <summary>All columns are the same one.</summary>
    Line,

    /// <summary>Small integers: many equal rows and equal distances.</summary>
    Grid,
}
