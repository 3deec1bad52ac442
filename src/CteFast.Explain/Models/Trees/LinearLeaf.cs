namespace CteFast.Explain.Models.Trees;

/// <summary>A leaf that adds a linear function of some features; where one of them is missing, the leaf's plain value instead.</summary>
/// <param name="Constant">What the function starts from.</param>
/// <param name="Features">The features, in the order in which the library adds them.</param>
/// <param name="Coefficients">One a feature.</param>
internal sealed record LinearLeaf(double Constant, int[] Features, double[] Coefficients)
{
    /// <summary>What the leaf adds for a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="plain">The leaf's plain value.</param>
    public double Value(ReadOnlySpan<float> row, double plain)
    {
        double value = Constant;
        for (int i = 0; i < Features.Length; i++)
        {
            float x = row[Features[i]];
            if (float.IsNaN(x))
                return plain;
            value += Coefficients[i] * x;
        }

        return value;
    }

    /// <summary>The same leaf with its numbers changed, as <see cref="DecisionTree.Place"/> changes a leaf's value: by a factor.</summary>
    public LinearLeaf Scale(Func<double, double> leaf) => new(leaf(Constant), Features, [.. Coefficients.Select(leaf)]);
}
