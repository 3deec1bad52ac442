using System.Buffers;
using CteFast.Data;

namespace CteFast.Explain.Models.OneHot;

/// <summary>A model of features whose columns of 0 and 1 are written before each prediction.</summary>
internal sealed class OneHotModel(IModel model, OneHotEncoding encoding) : IModel
{
    /// <inheritdoc/>
    public int FeatureCount => encoding.Schema.Count;

    /// <inheritdoc/>
    public int OutputCount => model.OutputCount;

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames { get; } = [.. encoding.Schema.Select(feature => feature.Name)];

    /// <inheritdoc/>
    public FeatureSchema Schema => encoding.Schema;

    /// <inheritdoc/>
    public OutputKind OutputKind => model.OutputKind;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        int length = rows.Length / FeatureCount * encoding.Columns.Count;
        float[] rented = ArrayPool<float>.Shared.Rent(length);
        try
        {
            Span<float> columns = rented.AsSpan(0, length);
            encoding.Encode(rows, columns);
            model.Predict(columns, outputs);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }
}
