using CteFast.Data;
using Microsoft.ML;

namespace CteFast.MLNet.Columns;

/// <summary>A column of type bool, as 0 and 1.</summary>
internal sealed class FlagColumn(DataViewSchema.Column column, int first) : RawColumn(column, first, 1)
{
    public override IEnumerable<Feature> Features => [new(Name, FeatureKind.Boolean)];

    public override int CodeCount => 2;

    public override bool MayBeMissing => false;

    public override void Check(ReadOnlySpan<float> values)
    {
        if (values[0] is not (0f or 1f)) throw Refuse(values[0], "it is 0 or 1, and never missing");
    }

    public override Delegate Getter(RowValues row)
    {
        int first = First;
        return new ValueGetter<bool>((ref bool value) => value = row.Values[first] != 0);
    }

    public override CellReader Reader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<bool> getter = row.GetGetter<bool>(column);
        return destination =>
        {
            bool value = false;
            getter(ref value);
            destination[0] = value ? 1f : 0f;
        };
    }
}
