namespace CteFast.Tables;

/// <summary>What is found in a table.</summary>
public enum TableFindingKind
{
    /// <summary>The character between fields is not a comma.</summary>
    Separator,

    /// <summary>Numbers are written with a comma for the point.</summary>
    DecimalComma,

    /// <summary>There is no header, or the first line may be none.</summary>
    Header,

    /// <summary>A column has no name.</summary>
    Name,

    /// <summary>Cells say in words that their value is missing.</summary>
    Missing,

    /// <summary>A column holds keys.</summary>
    Id,

    /// <summary>A column holds dates.</summary>
    Date,

    /// <summary>A column holds more different texts than a feature has levels.</summary>
    Texts,

    /// <summary>Levels differ in capitals only.</summary>
    Capitals,

    /// <summary>A level may be a way to say that the value is missing.</summary>
    PossiblyMissing,

    /// <summary>Values are levels that the schema does not know.</summary>
    UnknownLevel,

    /// <summary>Single precision changes a column's numbers.</summary>
    SinglePrecision,

    /// <summary>Columns are one feature.</summary>
    Group,
}
