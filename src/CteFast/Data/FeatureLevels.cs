using System.Collections;
using System.Diagnostics;

namespace CteFast.Data;

/// <summary>The levels of a categorical feature, in the order of their codes: level ↔ code. Immutable; threads may share it.</summary>
[DebuggerDisplay("{Count} levels")]
public sealed class FeatureLevels : IReadOnlyList<string>
{
    private readonly string[] _levels;
    private readonly Dictionary<double, int> _numbers = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _codes;

    /// <summary>Takes the levels.</summary>
    /// <param name="levels">The levels' texts; the place of a level is its code.</param>
    /// <param name="ignoreCase">Whether <c>yes</c>, <c>Yes</c> and <c>YES</c> are one level.</param>
    /// <exception cref="ArgumentException">A level is there twice.</exception>
    public FeatureLevels(IEnumerable<string> levels, bool ignoreCase = false)
    {
        ArgumentNullException.ThrowIfNull(levels);
        (_levels, IgnoreCase) = ([.. levels], ignoreCase);
        var codes = new Dictionary<string, int>(_levels.Length, ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        for (int code = 0; code < _levels.Length; code++)
        {
            if (!codes.TryAdd(_levels[code], code)) throw new ArgumentException($"The level \"{_levels[code]}\" is there twice.", nameof(levels));
            if (NumberText.TryDouble(_levels[code], out double number)) _numbers.TryAdd(number, code);
        }

        _codes = codes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>No levels: those of numbers.</summary>
    public static FeatureLevels None { get; } = new([]);

    /// <summary>The levels of a feature that is no (0) or yes (1).</summary>
    public static FeatureLevels NoYes { get; } = new(["no", "yes"], ignoreCase: true);

    /// <summary>The number of levels.</summary>
    public int Count => _levels.Length;

    /// <summary>Whether texts that differ in capitals only are one level.</summary>
    public bool IgnoreCase { get; }

    /// <summary>The level of a code.</summary>
    public string this[int code] => _levels[code];

    /// <summary>The code of a level. Blanks around it do not count, and where levels are numbers, <c>8</c>, <c>8.0</c> and <c>08</c> are one.</summary>
    public bool TryCode(ReadOnlySpan<char> level, out int code) =>
        _codes.TryGetValue(level, out code) || _codes.TryGetValue(level.Trim(), out code) || (NumberText.TryDouble(level, out double number) && _numbers.TryGetValue(number, out code));

    /// <summary>Whether a text is one of the codes, 0 to <see cref="Count"/> − 1.</summary>
    public bool IsCode(ReadOnlySpan<char> text) => NumberText.TryDouble(text, out double number) && number >= 0 && number < Count && number == Math.Floor(number);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_levels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
