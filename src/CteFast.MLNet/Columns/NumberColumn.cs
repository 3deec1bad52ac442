using System.Numerics;
using Microsoft.ML;

namespace CteFast.MLNet.Columns;

/// <summary>A column of numbers. NaN is a missing value where the type has it.</summary>
internal sealed class NumberColumn<T>(DataViewSchema.Column column, int first) : RawColumn(column, first, 1)
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    private static readonly bool IsWhole = T.CreateTruncating(0.5) == T.Zero;

    public override bool MayBeMissing => !IsWhole;

    public override float Nearest(float value) => IsWhole ? float.CreateSaturating(T.CreateSaturating(MathF.Floor(value))) : value;

    public override void Check(ReadOnlySpan<float> values)
    {
        float value = values[0];
        if (IsWhole && !(float.IsInteger(value) && value >= float.CreateSaturating(T.MinValue) && value <= float.CreateSaturating(T.MaxValue)))
            throw Refuse(value, "it holds whole numbers, none of them missing");
    }

    public override Delegate Getter(RowValues row)
    {
        int first = First;
        return new ValueGetter<T>((ref T value) => value = T.CreateSaturating(row.Values[first]));
    }

    public override CellReader Reader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return destination =>
        {
            T value = default;
            getter(ref value);
            float number = float.CreateTruncating(value);
            if (T.IsInteger(value) && double.CreateTruncating(value) != number) IsRounded = true;
            destination[0] = number;
        };
    }
}
