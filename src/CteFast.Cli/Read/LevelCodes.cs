using System.Globalization;

namespace CteFast.Cli.Read;

/// <summary>The levels of a categorical feature, as its model's file has them: what a cell says, as the code the model was trained on.</summary>
internal sealed class LevelCodes
{
    private const int MostNamed = 3;

    private readonly Dictionary<string, int> _codes = [];
    private readonly Dictionary<double, int> _numbers = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _unknown = [];

    /// <summary>Takes the levels of a column.</summary>
    /// <param name="levels">The levels in the order of their codes.</param>
    public LevelCodes(IReadOnlyList<string> levels)
    {
        Count = levels.Count;
        for (int code = 0; code < levels.Count; code++)
        {
            _codes.TryAdd(levels[code], code);
            // 8, 8.0 and 08 are one level where levels are numbers.
            if (TryNumber(levels[code], out double number)) _numbers.TryAdd(number, code);
        }

        _lookup = _codes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The number of levels.</summary>
    public int Count { get; }

    /// <summary>The number of cells that were no level.</summary>
    public long UnknownCount { get; private set; }

    /// <summary>The first different cells that were no level.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    /// <summary>The code of a cell; NaN, which is missing, for what is no level.</summary>
    public float Code(ReadOnlySpan<char> cell)
    {
        if (TryCode(cell, out int code)) return code;
        UnknownCount++;
        if (_unknown.Count < MostNamed && !_unknown.Contains(cell.ToString())) _unknown.Add(cell.ToString());
        return float.NaN;
    }

    /// <summary>The code of a cell that is a level.</summary>
    public bool TryCode(ReadOnlySpan<char> cell, out int code)
    {
        if (_lookup.TryGetValue(cell, out code)) return true;
        ReadOnlySpan<char> text = cell.Trim();
        if (_lookup.TryGetValue(text, out code)) return true;
        return TryNumber(text, out double number) && _numbers.TryGetValue(number, out code);
    }

    /// <summary>Whether a cell is a code already.</summary>
    public bool IsCode(ReadOnlySpan<char> cell) => TryNumber(cell, out double number) && number >= 0 && number < Count && number == Math.Floor(number);

    // TryParse takes no notice of NUL characters behind a number.
    private static bool TryNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && text[^1] != '\0';
}
