using CteFast.Data;

namespace CteFast.Tables.Columns;

/// <summary>Takes the values of a column in, one after the other, and makes a feature's values of them.</summary>
internal abstract class ColumnSink(string name, Place place)
{
    /// <summary>The column's name.</summary>
    public string Name { get; } = name;

    /// <summary>The values, or null where only the feature is wanted.</summary>
    public ColumnStore? Store { get; init; }

    /// <summary>Whether numbers are to come as texts: they are levels.</summary>
    public virtual bool TakesTexts => false;

    /// <summary>The first missing value, or null where there is none.</summary>
    public (long Row, long Line)? FirstMissing { get; private set; }

    /// <summary>The number of missing values.</summary>
    public long MissingCount { get; private set; }

    /// <summary>How a number is held in single precision; null for the nearest float.</summary>
    public Func<double, float>? ToSingle { get; init; }

    /// <summary>Where the reading stands.</summary>
    protected Place Place { get; } = place;

    /// <summary>Takes a missing value.</summary>
    public void AddMissing()
    {
        FirstMissing ??= (Place.Row, Place.Line);
        MissingCount++;
        Store?.Add(MissingValue);
        OnMissing();
    }

    /// <summary>Takes a number.</summary>
    /// <exception cref="TableException">It cannot be one of this column.</exception>
    public abstract void AddNumber(double value);

    /// <summary>Takes a text, which is not missing.</summary>
    /// <exception cref="TableException">It cannot be one of this column.</exception>
    public abstract void AddText(ReadOnlySpan<char> text);

    /// <summary>Takes a date.</summary>
    /// <exception cref="TableException">It cannot be one of this column.</exception>
    public abstract void AddDate(DateTime date);

    /// <summary>Takes a no or yes.</summary>
    public abstract void AddBoolean(bool value);

    /// <summary>The feature once all values came, what its stored values become, and findings; null where the column is left out.</summary>
    /// <exception cref="TableException">The values are no feature.</exception>
    public abstract (Feature Feature, float[]? Map)? Finish(List<TableFinding> findings);

    /// <summary>What stands for a missing value.</summary>
    protected virtual float MissingValue => float.NaN;

    /// <summary>Does what a missing value needs beside its place in the store.</summary>
    protected virtual void OnMissing()
    {
    }

    /// <summary>A number as it is held.</summary>
    /// <exception cref="TableException">It is not finite once it is.</exception>
    protected float Hold(double value)
    {
        float held = (float)value;
        if (ToSingle is { } toSingle && double.IsFinite(value)) return toSingle(value);
        return float.IsFinite(held) ? held
            : throw Place.Fault(Name, $"{TableException.Quote(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture))} is not finite in single precision", "correct it or leave the row out");
    }
}
