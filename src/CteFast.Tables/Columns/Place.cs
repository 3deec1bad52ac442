namespace CteFast.Tables.Columns;

/// <summary>Where a reading stands.</summary>
/// <param name="name">The name of the file in messages.</param>
internal sealed class Place(string name)
{
    /// <summary>The file.</summary>
    public string Name { get; } = name;

    /// <summary>The row at hand, from 0.</summary>
    public long Row { get; set; }

    /// <summary>The line of the row in a text file, from 1; 0 in others.</summary>
    public long Line { get; set; }

    /// <summary>The row at hand in words.</summary>
    public string Text => Describe(Row, Line);

    /// <summary>A row in words.</summary>
    public string Describe(long row, long line) => line > 0 ? $"{Name}, line {line} (row {row})" : $"{Name}, row {row}";

    /// <summary>A failure at a cell of the row at hand.</summary>
    public TableException Fault(string column, string what, string advice, string? option = null) => new($"{Text}, column {TableException.Quote(column)}", what, advice, option);
}
