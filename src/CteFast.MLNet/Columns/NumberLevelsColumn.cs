using System.Globalization;
using System.Numerics;
using CteFast.Data;
using Microsoft.ML;

namespace CteFast.MLNet.Columns;

/// <summary>A column of numbers that are names, such as a month or a vendor: the numbers of the data are its levels, in ascending order.</summary>
internal sealed class NumberLevelsColumn<T> : RawColumn
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    private static readonly bool IsWhole = T.CreateTruncating(0.5) == T.Zero;

    private readonly T[] _numbers;
    private readonly Dictionary<T, int> _codes = [];

    public NumberLevelsColumn(DataViewSchema.Column column, int first, IEnumerable<T> numbers)
        : base(column, first, 1)
    {
        _numbers = [.. numbers.Where(number => !T.IsNaN(number)).Order()];
        for (int code = 0; code < _numbers.Length; code++) _codes.Add(_numbers[code], code);
    }

    public override IEnumerable<Feature> Features =>
        [new(Name, FeatureKind.Categorical, new FeatureLevels(_numbers.Select(number => number.ToString(null, CultureInfo.InvariantCulture))))];

    public override int CodeCount => _numbers.Length;

    public override bool MayBeMissing => !IsWhole;

    public override void Check(ReadOnlySpan<float> values) => CheckCode(values[0], "numbers", "one");

    public override Delegate Getter(RowValues row)
    {
        int first = First;
        return new ValueGetter<T>((ref T value) => value = float.IsNaN(row.Values[first]) ? T.CreateTruncating(float.NaN) : _numbers[(int)row.Values[first]]);
    }

    public override CellReader Reader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return destination =>
        {
            T value = default;
            getter(ref value);
            destination[0] = T.IsNaN(value) ? float.NaN : _codes.TryGetValue(value, out int code) ? code
                : throw new ArgumentException($"Column \"{Name}\" has the number {value}, which the data the model was made with did not have: make the model with data that has it.");
        };
    }
}
