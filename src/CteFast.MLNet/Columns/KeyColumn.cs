using System.Numerics;
using CteFast.Data;
using Microsoft.ML;

namespace CteFast.MLNet.Columns;

/// <summary>A column of keys. Code 0 is key 1; key 0 is ML.NET's missing one, and NaN here.</summary>
internal sealed class KeyColumn<T>(DataViewSchema.Column column, int first, string[] levels) : RawColumn(column, first, 1)
    where T : struct, IUnsignedNumber<T>
{
    public override IEnumerable<Feature> Features => [new(Name, FeatureKind.Categorical, new FeatureLevels(levels))];

    public override int CodeCount => levels.Length;

    public override bool MayBeMissing => true;

    public override void Check(ReadOnlySpan<float> values) => CheckCode(values[0], "keys", "key");

    public override Delegate Getter(RowValues row)
    {
        int first = First;
        return new ValueGetter<T>((ref T key) => key = float.IsNaN(row.Values[first]) ? T.Zero : T.CreateTruncating(row.Values[first]) + T.One);
    }

    public override CellReader Reader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return destination =>
        {
            T key = default;
            getter(ref key);
            destination[0] = T.IsZero(key) ? float.NaN : float.CreateTruncating(key - T.One);
        };
    }
}
