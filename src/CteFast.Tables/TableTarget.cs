using CteFast.Data;

namespace CteFast.Tables;

/// <summary>A column that a model predicts.</summary>
public sealed class TableTarget
{
    private readonly float[] _values;

    internal TableTarget(Feature feature, float[] values) => (Feature, _values) = (feature, values);

    /// <summary>Its name and kind, and the labels where it holds texts.</summary>
    public Feature Feature { get; }

    /// <summary>The numbers, or the codes of the labels, row by row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The label of a row, or its number as text.</summary>
    public string Text(int row) => Feature.Text(_values[row]);
}
