using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Read;

/// <summary>A column as a feature: its kind, its levels, its missing values. Cells become numbers, codes of levels, or NaN where they are empty.</summary>
internal sealed class FeatureColumn
{
    /// <summary>The most levels of a column that no schema calls categorical: more are names or keys, not categories.</summary>
    public const int MostLevels = 256;

    private readonly Dictionary<string, int> _levels = [];
    private readonly bool _isGivenCategorical;
    private FeatureKind? _kind;

    /// <summary>Starts a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="given">The kind the user gave, or null to see it from the cells: a column of numbers, or one of text.</param>
    public FeatureColumn(string name, FeatureKind? given)
    {
        Name = name;
        _kind = given;
        _isGivenCategorical = given == FeatureKind.Categorical;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>What the values are; numbers where there are none.</summary>
    public FeatureKind Kind => _kind ?? FeatureKind.Numeric;

    /// <summary>The different values of a categorical column, missing ones not among them; 0 for a numeric one.</summary>
    public int LevelCount => _levels.Count;

    /// <summary>The number of empty cells.</summary>
    public long MissingCount { get; private set; }

    /// <summary>The cell of the row at hand.</summary>
    public float Read(CsvRows rows, int column)
    {
        ReadOnlySpan<char> cell = rows[column];
        if (cell.IsEmpty)
        {
            MissingCount++;
            return float.NaN;
        }

        if (_isGivenCategorical)
            return Code(cell);

        bool isNumber = rows.TryNumber(column, out float number);
        _kind ??= isNumber ? FeatureKind.Numeric : FeatureKind.Categorical;
        if (_kind == FeatureKind.Numeric)
        {
            return isNumber ? number : throw rows.Fault(column,
                $"{InputException.Quote(cell)} is not a number; correct it, leave it empty if it is missing, or call the column categorical in a --schema");
        }

        if (isNumber)
            throw rows.Fault(column, $"{InputException.Quote(cell)} is a number where there was text before; correct it, or call the column categorical in a --schema");
        float code = Code(cell);
        return _levels.Count <= MostLevels ? code : throw rows.Fault(column,
            $"more than {MostLevels} different texts; leave the column out with --drop, or call it categorical in a --schema");
    }

    private float Code(ReadOnlySpan<char> cell)
    {
        var levels = _levels.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!levels.TryGetValue(cell, out int code))
            levels[cell] = code = _levels.Count;
        return code;
    }
}
