using System.Globalization;
using CteFast.Data;

namespace CteFast.Tables.Columns;

/// <summary>A column whose feature is known: each value becomes the feature's at once.</summary>
internal sealed class SchemaColumn(Feature feature, TableOptions options, Place place) : ColumnSink(feature.Name, place)
{
    private const int MostNamed = 3;
    private readonly List<string> _unknown = [];
    private long _unknownCount;
    private SinglePrecision _precision;

    /// <inheritdoc/>
    public override bool TakesTexts => feature.Levels.Count > 0;

    /// <inheritdoc/>
    protected override float MissingValue => feature.Missing;

    /// <inheritdoc/>
    public override void AddNumber(double value)
    {
        if (feature.Levels.Count > 0)
        {
            // The codes of no and yes are numbers that everybody writes.
            if (feature.Kind == FeatureKind.Boolean && value is 0 or 1) Store?.Add((float)value);
            else AddText(value.ToString("R", CultureInfo.InvariantCulture));
            return;
        }

        float held = Hold(value);
        if (ToSingle is null) _precision.Add(value, held);
        Store?.Add(held);
    }

    /// <inheritdoc/>
    public override void AddText(ReadOnlySpan<char> text)
    {
        if (feature.TryValue(text, out float value) || (feature.Kind == FeatureKind.Boolean && TryBoolean(text, out value)))
        {
            Store?.Add(value);
            return;
        }

        if (feature.Levels.Count == 0)
        {
            if (DateFormat.TryRead(text, options.DateFormat, out double date))
            {
                // A model may count from elsewhere, in seconds: days since 2000 only where that is asked for.
                AddDate(text, date);
                return;
            }

            throw Place.Fault(Name, $"{TableException.Quote(text)} is not a number, which the schema says it is", "correct it, or name it as a way to say that the value is missing", nameof(TableOptions.Missing));
        }

        _unknownCount++;
        if (_unknown.Count < MostNamed && !_unknown.Contains(text.ToString())) _unknown.Add(text.ToString());
        Store?.Add(feature.Missing);
    }

    /// <inheritdoc/>
    public override void AddDate(DateTime date)
    {
        if (feature.Levels.Count > 0) AddText(date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        else AddDate(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), DateFormat.Number(date));
    }

    private void AddDate(ReadOnlySpan<char> text, double days) => AddNumber(options.DatesAsNumbers ? days
        : throw Place.Fault(Name, $"{TableException.Quote(text)} is a date, where the schema says that there are numbers", "have dates read as days since 2000-01-01, or write the numbers that are meant", nameof(TableOptions.DatesAsNumbers)));

    /// <inheritdoc/>
    public override void AddBoolean(bool value)
    {
        if (feature.Levels.Count == 0) AddNumber(value ? 1 : 0);
        else AddText(value ? "true" : "false");
    }

    /// <inheritdoc/>
    public override (Feature Feature, float[]? Map)? Finish(List<TableFinding> findings)
    {
        if (_unknownCount > 0)
        {
            string examples = string.Join(", ", _unknown.Select(text => TableException.Quote(text)));
            findings.Add(new TableFinding(TableFindingKind.UnknownLevel, Name, $"column {TableException.Quote(Name)}: {_unknownCount} values are levels that the schema does not know ({examples}); they are missing here"));
        }

        if (_precision.Finding(Name) is { } finding) findings.Add(finding);
        return (feature, null);
    }

    // "Yes", "true" and "1" are yes, whatever words the schema has for it.
    private static bool TryBoolean(ReadOnlySpan<char> text, out float value)
    {
        if (text is "0" or "1" or "0.0" or "1.0")
        {
            value = text[0] - '0';
            return true;
        }

        return BooleanWords.TryCode(text, out value);
    }
}
