namespace CteFast.MLNet;

/// <summary>How a vector column of the table is explained.</summary>
public enum VectorColumns
{
    /// <summary>Every slot is a feature.</summary>
    Split,

    /// <summary>The column is one feature: a group of <see cref="MLNetModel.Schema"/>.</summary>
    OneFeature,
}
