using System.Globalization;
using CteFast.Data;

namespace CteFast.Tables.Columns;

/// <summary>A column whose kind is found from its values, unless it is given.</summary>
internal sealed class FoundColumn : ColumnSink
{
    private readonly TableOptions _options;
    private readonly FeatureKind? _given;
    private readonly bool _isTarget;
    private readonly Dictionary<string, int> _codes;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly IdSigns _id;
    private long _numbers, _texts;
    private (long Row, long Line) _firstNumber, _firstText;
    private string _number = "", _text = "";
    private bool _isTooMany, _areAmounts = true, _areDates = true, _areDatesRead = true, _areBooleans = true;
    private SinglePrecision _precision;

    /// <summary>Starts a column.</summary>
    public FoundColumn(string name, TableOptions options, Place place, bool isTarget)
        : base(name, place)
    {
        (_options, _isTarget, _id) = (options, isTarget, new IdSigns(name));
        if (options.Kinds is { } kinds && kinds.TryGetValue(name, out FeatureKind kind)) _given = kind;
        _codes = new(options.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        _lookup = _codes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <inheritdoc/>
    public override bool TakesTexts => _given is FeatureKind.Categorical or FeatureKind.Ordered or FeatureKind.Boolean;

    /// <inheritdoc/>
    public override void AddNumber(double value)
    {
        if (TakesTexts)
        {
            AddText(value.ToString("R", CultureInfo.InvariantCulture));
            return;
        }

        float held = Hold(value);
        if (_numbers++ == 0) (_firstNumber, _number) = ((Place.Row, Place.Line), value.ToString("R", CultureInfo.InvariantCulture));
        _id.Add(value);
        if (ToSingle is null) _precision.Add(value, held);
        Store?.Add(held);
    }

    /// <inheritdoc/>
    public override void AddText(ReadOnlySpan<char> text)
    {
        _areBooleans = false;
        AddLevel(text);
    }

    /// <inheritdoc/>
    public override void AddDate(DateTime date)
    {
        _areBooleans = false;
        AddLevel(date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override void AddBoolean(bool value)
    {
        AddLevel(value ? "true" : "false");
    }

    private void AddLevel(ReadOnlySpan<char> text)
    {
        if (_texts++ == 0) (_firstText, _text) = ((Place.Row, Place.Line), text.ToString());
        if (_given == FeatureKind.Numeric)
            throw Place.Fault(Name, $"{TableException.Quote(text)} is not a number, which the column is said to hold", "correct it, or name it as a way to say that the value is missing", nameof(TableOptions.Missing));
        if (_areDates && !TakesTexts)
        {
            _areDatesRead &= DateFormat.TryRead(text, _options.DateFormat, out double date);
            _areDates = _areDatesRead || DateFormat.IsDate(text, _options.DateFormat);
            if (_options.DatesAsNumbers && (_areDates || _texts > 1))
            {
                if (!_areDatesRead) throw NotReadDate(text);
                Store?.Add(Hold(date));
                return;
            }
        }

        if (!_lookup.TryGetValue(text, out int code))
        {
            // As many as that are refused in the end, and must not take memory until then.
            _isTooMany |= _codes.Count == TableOptions.MostLevels && !TakesTexts;
            code = _codes.Count;
            if (!_isTooMany) _lookup[text] = code;
        }
        else if (_options.IgnoreCase)
        {
            Spell(text, code);
        }

        if (_areAmounts) _areAmounts = NumberFormat.IsAmount(text);
        Store?.Add(code);
    }

    /// <inheritdoc/>
    public override (Feature Feature, float[]? Map)? Finish(List<TableFinding> findings)
    {
        if (_numbers > 0 && _texts > 0) throw Mixed();
        if (_texts == 0)
        {
            if (_precision.Finding(Name) is { } finding && !IsLeftOutId(null)) findings.Add(finding);
            return IsLeftOutId(findings) ? null : (new Feature(Name), null);
        }

        if (_areDates && !TakesTexts)
        {
            if (_isTarget && !_options.DatesAsNumbers) throw Fault(_firstText, $"the target holds dates, such as {TableException.Quote(_text)}", "have them read as numbers, or name another target", nameof(TableOptions.DatesAsNumbers));
            string what = $"column {TableException.Quote(Name)} holds dates, such as {TableException.Quote(_text)}";
            findings.Add(new TableFinding(TableFindingKind.Date, Name, _options.DatesAsNumbers ? $"{what}; they are read as days since 2000-01-01" : $"{what}; it is left out"));
            return _options.DatesAsNumbers ? (new Feature(Name), null) : null;
        }

        if (_areAmounts && !TakesTexts)
        {
            throw Fault(_firstText, $"{TableException.Quote(_text)} is a number with a currency, a per cent sign or thousands apart", "say how numbers are written, or call the column categorical",
                _text.AsSpan().ContainsAny("$€£¥₹") ? nameof(TableOptions.Currency) : nameof(TableOptions.Thousands));
        }

        if (_isTooMany)
        {
            string what = $"more than {TableOptions.MostLevels} different texts, such as {TableException.Quote(_text)}: a name, a key or free text";
            if (!_options.LeaveOutTexts || _isTarget) throw Fault(_firstText, what, "leave the column out, or call it categorical", nameof(TableOptions.Drop));
            findings.Add(new TableFinding(TableFindingKind.Texts, Name, $"column {TableException.Quote(Name)} holds {what}; it is left out"));
            return null;
        }

        return Levels(findings);
    }

    /// <summary>The levels in ordinal order, so that the order of the rows does not count.</summary>
    private (Feature Feature, float[] Map) Levels(List<TableFinding> findings)
    {
        string[] levels = [.. _codes.Keys.Order(_options.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)];
        string[]? noYes = levels.Length == 2 ? BooleanWords.Order(levels[0], levels[1]) : null;
        bool isBoolean = (noYes is not null && _given is null or FeatureKind.Boolean) || (_areBooleans && _given is null);
        if (isBoolean && _areBooleans) levels = ["false", "true"];
        else if (isBoolean && noYes is not null) levels = noYes;
        if (_given == FeatureKind.Boolean && levels.Length != 2)
            throw Fault(_firstText, $"the column is said to be boolean, but has {levels.Length} levels", "call it categorical", nameof(TableOptions.Kinds));

        float[] map = new float[_codes.Count];
        for (int code = 0; code < levels.Length; code++)
        {
            if (_codes.TryGetValue(levels[code], out int found)) map[found] = code;
        }

        if (!_options.IgnoreCase && levels.CountBy(level => level, StringComparer.OrdinalIgnoreCase).FirstOrDefault(level => level.Value > 1).Key is { } twice)
        {
            string same = string.Join(", ", levels.Where(level => level.Equals(twice, StringComparison.OrdinalIgnoreCase)).Select(level => TableException.Quote(level)));
            findings.Add(new TableFinding(TableFindingKind.Capitals, Name, $"column {TableException.Quote(Name)}: the levels {same} differ in capitals only; they are one where capitals are told not to count"));
        }

        if (levels.FirstOrDefault(level => level is "?" or "-" or "." or "--" or "none" or "missing" or "unknown") is { } missing)
            findings.Add(new TableFinding(TableFindingKind.PossiblyMissing, Name, $"column {TableException.Quote(Name)}: {TableException.Quote(missing)} is read as a level; name it as a way to say that the value is missing if it is one"));
        return (new Feature(Name, isBoolean ? FeatureKind.Boolean : _given ?? FeatureKind.Categorical, new FeatureLevels(levels, _options.IgnoreCase)), map);
    }

    // Of several spellings the last in ordinal order stands, "yes" rather than "YES", whichever row comes first.
    private void Spell(ReadOnlySpan<char> text, int code)
    {
        if (!_lookup.TryGetValue(text, out string? spelt, out _) || text.SequenceCompareTo(spelt) <= 0) return;
        _codes.Remove(spelt);
        _lookup[text] = code;
    }

    private bool IsLeftOutId(List<TableFinding>? findings)
    {
        if (_isTarget || _given is not null || !_id.IsId) return false;
        findings?.Add(new TableFinding(TableFindingKind.Id, Name, $"column {TableException.Quote(Name)} holds keys: whole numbers, each of them once; it is {(_options.KeepIds ? "read as numbers" : "left out")}"));
        return !_options.KeepIds;
    }

    private TableException NotReadDate(ReadOnlySpan<char> text) => Place.Fault(Name, _areDates ? $"{TableException.Quote(text)} is a date whose day and month cannot be told apart for sure" : $"{TableException.Quote(text)} is no date where there were dates before",
        _areDates ? "say how dates are written, such as dd/MM/yyyy" : "correct it, or leave the column out", _areDates ? nameof(TableOptions.DateFormat) : nameof(TableOptions.Drop));

    /// <summary>Names the first value of those that are fewer.</summary>
    private TableException Mixed()
    {
        bool isText = _texts <= _numbers;
        string what = isText ? $"{TableException.Quote(_text)} is not a number, but other cells of the column ({_numbers}) are" : $"{TableException.Quote(_number)} is a number, but other cells of the column ({_texts}) are texts, such as {TableException.Quote(_text)}";
        return isText && _text is "?" or "-" or "." or "--" or "none" or "missing" or "unknown"
            ? Fault(_firstText, what, "name it as a way to say that the value is missing, or call the column categorical", nameof(TableOptions.Missing))
            : Fault(isText ? _firstText : _firstNumber, what, isText && NumberFormat.IsAmount(_text) ? "say how numbers are written, or correct it" : "correct it, leave it empty if it is missing, or call the column categorical",
                isText && NumberFormat.IsAmount(_text) ? nameof(TableOptions.Thousands) : nameof(TableOptions.Kinds));
    }

    private TableException Fault((long Row, long Line) at, string what, string advice, string option) =>
        new($"{Place.Describe(at.Row, at.Line)}, column {TableException.Quote(Name)}", what, advice, option);
}
