using System.Numerics;
using CteFast.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CteFast.MLNet.Columns;

/// <summary>A vector of known length, a feature a slot.</summary>
internal sealed class VectorColumn<T>(DataViewSchema.Column column, int first, int count, string[] names) : RawColumn(column, first, count)
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    public override IEnumerable<Feature> Features => names.Select(name => new Feature(name));

    public override bool MayBeMissing => true;

    public override void Check(ReadOnlySpan<float> values)
    {
    }

    public override Delegate Getter(RowValues row)
    {
        (int first, int count) = (First, Count);
        return new ValueGetter<VBuffer<T>>((ref VBuffer<T> vector) =>
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref vector, count);
            for (int slot = 0; slot < count; slot++) editor.Values[slot] = T.CreateTruncating(row.Values[first + slot]);
            vector = editor.Commit();
        });
    }

    public override CellReader Reader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return destination =>
        {
            getter(ref vector);
            if (vector.Length != Count) throw new ArgumentException($"Column \"{Name}\" has a vector of {vector.Length} slots instead of {Count}.");
            destination.Clear();
            foreach (KeyValuePair<int, T> item in vector.Items())
            {
                destination[item.Key] = float.CreateTruncating(item.Value);
                if (T.IsInteger(item.Value) && double.CreateTruncating(item.Value) != destination[item.Key]) IsRounded = true;
            }
        };
    }
}
