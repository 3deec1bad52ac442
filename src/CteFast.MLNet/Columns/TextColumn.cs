using CteFast.Data;
using Microsoft.ML;

namespace CteFast.MLNet.Columns;

/// <summary>A column of texts. The texts of the data are its levels, in ordinal order; the empty text is ML.NET's missing one, and NaN here.</summary>
internal sealed class TextColumn : RawColumn
{
    private readonly string[] _levels;
    private readonly ReadOnlyMemory<char>[] _texts;
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);

    public TextColumn(DataViewSchema.Column column, int first, IEnumerable<string> texts)
        : base(column, first, 1)
    {
        _levels = [.. texts.Where(text => text.Length > 0).Order(StringComparer.Ordinal)];
        _texts = [.. _levels.Select(level => level.AsMemory())];
        for (int code = 0; code < _levels.Length; code++) _codes.Add(_levels[code], code);
    }

    public override IEnumerable<Feature> Features => [new(Name, FeatureKind.Categorical, new FeatureLevels(_levels))];

    public override int CodeCount => _levels.Length;

    public override bool MayBeMissing => true;

    public override void Check(ReadOnlySpan<float> values) => CheckCode(values[0], "levels", "text");

    public override Delegate Getter(RowValues row)
    {
        int first = First;
        return new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> text) => text = float.IsNaN(row.Values[first]) ? default : _texts[(int)row.Values[first]]);
    }

    public override CellReader Reader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> codes = _codes.GetAlternateLookup<ReadOnlySpan<char>>();
        return destination =>
        {
            ReadOnlyMemory<char> text = default;
            getter(ref text);
            if (text.IsEmpty) destination[0] = float.NaN;
            else if (codes.TryGetValue(text.Span, out int code)) destination[0] = code;
            else throw new ArgumentException($"Column \"{Name}\" has the text \"{text}\", which the data the model was made with did not have: make the model with data that has it.");
        };
    }
}
