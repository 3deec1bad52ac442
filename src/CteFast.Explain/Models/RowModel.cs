using CteFast.Data;

namespace CteFast.Explain.Models;

/// <summary>A function of a typed row as a model.</summary>
internal sealed class RowModel<TRow>(Func<TRow, double> predict, FeatureSchema schema) : IModel
    where TRow : IFeatureRow<TRow>
{
    /// <inheritdoc/>
    public int FeatureCount => schema.Count;

    /// <inheritdoc/>
    public int OutputCount => 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames { get; } = [.. schema.Select(feature => feature.Name)];

    /// <inheritdoc/>
    public FeatureSchema Schema => schema;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        for (int i = 0; i < outputs.Length; i++) outputs[i] = (float)predict(TRow.Read(schema, rows.Slice(i * schema.Count, schema.Count)));
    }
}
