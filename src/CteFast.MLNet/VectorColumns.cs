namespace CteFast.MLNet;

/// <summary>How a vector column of the table is explained.</summary>
public enum VectorColumns
{
    /// <summary>Every slot is a feature.</summary>
    Split,

    /// <summary>The column is one feature: <see cref="MLNetModel.Groups"/> goes into the options of the explainer.</summary>
    OneFeature,
}
