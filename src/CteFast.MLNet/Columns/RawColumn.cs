using CteFast.Data;
using Microsoft.ML;

namespace CteFast.MLNet.Columns;

/// <summary>A column of the table that is explained: some floats of a row, and how ML.NET sees them.</summary>
internal abstract class RawColumn(DataViewSchema.Column column, int first, int count)
{
    /// <summary>The column's name.</summary>
    public string Name { get; } = column.Name;

    /// <summary>Its place in the schema of the table.</summary>
    public int Index { get; } = column.Index;

    /// <summary>Its first feature.</summary>
    public int First { get; } = first;

    /// <summary>The features it has: 1, or the slots of a vector.</summary>
    public int Count { get; } = count;

    /// <summary>The features: names, kinds, levels.</summary>
    public virtual IEnumerable<Feature> Features => [new(Name)];

    /// <summary>All values it can have but the missing one, if they are codes from 0 on; -1 for numbers.</summary>
    public virtual int CodeCount => -1;

    /// <summary>Whether NaN stands for a missing value.</summary>
    public abstract bool MayBeMissing { get; }

    /// <summary>The value of this column that any number of a search stands for: whole for a column of whole numbers.</summary>
    public virtual float Nearest(float value) => value;

    /// <summary>Whether the table has whole numbers that are others as floats.</summary>
    public bool IsRounded { get; protected set; }

    /// <summary>Refuses values that the column cannot have.</summary>
    /// <param name="values">The column's values of a row.</param>
    /// <exception cref="ArgumentException">There is such a value.</exception>
    public abstract void Check(ReadOnlySpan<float> values);

    /// <summary>The getter that ML.NET asks for.</summary>
    public abstract Delegate Getter(RowValues row);

    /// <summary>Reads the column from rows of a table.</summary>
    public abstract CellReader Reader(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Refuses what is no code, nor missing where that may be.</summary>
    /// <param name="value">The value.</param>
    /// <param name="levels">What the codes stand for, in a word of many.</param>
    /// <param name="level">The same of one.</param>
    private protected void CheckCode(float value, string levels, string level)
    {
        if (!(float.IsNaN(value) && MayBeMissing) && !(float.IsInteger(value) && value >= 0 && value < CodeCount))
            throw Refuse(value, $"its {levels} have the codes 0 to {CodeCount - 1}{(MayBeMissing ? $", and NaN is a missing {level}" : "")}");
    }

    private protected ArgumentException Refuse(float value, string expected) =>
        new($"Column \"{Name}\" cannot be {value}: {expected}.");
}
