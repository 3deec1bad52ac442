using CteFast.Data;

namespace CteFast.Cli.Read;

/// <summary>What the cells of a categorical column say, as the codes its model was trained on; cells that are no level are counted.</summary>
/// <param name="levels">The levels, as the model's file has them.</param>
internal sealed class LevelCodes(FeatureLevels levels)
{
    private const int MostNamed = 3;

    private readonly List<string> _unknown = [];

    /// <summary>The levels.</summary>
    public FeatureLevels Levels { get; } = levels;

    /// <summary>The number of cells that were no level.</summary>
    public long UnknownCount { get; private set; }

    /// <summary>The first different cells that were no level.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    /// <summary>The code of a cell; NaN, which is missing, for what is no level.</summary>
    public float Code(ReadOnlySpan<char> cell)
    {
        if (Levels.TryCode(cell, out int code)) return code;
        UnknownCount++;
        if (_unknown.Count < MostNamed && !_unknown.Contains(cell.ToString())) _unknown.Add(cell.ToString());
        return float.NaN;
    }
}
