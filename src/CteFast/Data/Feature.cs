using System.Diagnostics;
using System.Globalization;

namespace CteFast.Data;

/// <summary>What a feature is called and what its values mean. Immutable.</summary>
[DebuggerDisplay("{Name}: {Kind}")]
public sealed class Feature
{
    /// <summary>The word for a value that is missing.</summary>
    public const string MissingText = "missing";

    /// <summary>Describes a feature.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">What its values are.</param>
    /// <param name="levels">The levels in the order of their codes; null for numbers, and for no and yes.</param>
    /// <exception cref="ArgumentException">It has no name, or the levels do not fit the kind.</exception>
    public Feature(string name, FeatureKind kind = FeatureKind.Numeric, FeatureLevels? levels = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Enum.IsDefined(kind)) throw new ArgumentException($"\"{name}\" has the kind {kind}, which is none.", nameof(kind));
        if (kind == FeatureKind.Numeric && levels is { Count: > 0 }) throw new ArgumentException($"\"{name}\" has levels, but is numeric.", nameof(levels));
        if (kind == FeatureKind.Boolean && levels is { Count: not 2 }) throw new ArgumentException($"\"{name}\" is boolean and has {levels.Count} levels instead of 2.", nameof(levels));
        (Name, Kind, Levels) = (name, kind, levels ?? (kind == FeatureKind.Boolean ? FeatureLevels.NoYes : FeatureLevels.None));
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What the values are.</summary>
    public FeatureKind Kind { get; }

    /// <summary>The levels in the order of their codes; none where values are numbers, or codes that nobody named.</summary>
    public FeatureLevels Levels { get; }

    /// <summary>Whether a missing value is a level of its own, with the code behind the last level; else it is NaN.</summary>
    public bool MissingIsLevel { get; init; }

    /// <summary>The value that stands for a missing one: NaN, or the code of the level for it.</summary>
    public float Missing => MissingIsLevel ? Levels.Count : float.NaN;

    /// <summary>Whether a value is missing.</summary>
    public bool IsMissing(float value) => float.IsNaN(value) || (MissingIsLevel && value == Levels.Count);

    /// <summary>The same feature by another name.</summary>
    internal Feature WithName(string name) => new(name, Kind, Levels) { MissingIsLevel = MissingIsLevel };

    /// <summary>A value in words: the level of a code, <see cref="MissingText"/>, or the number.</summary>
    public string Text(float value) => IsMissing(value) ? MissingText
        : value >= 0 && value < Levels.Count && value == MathF.Floor(value) ? Levels[(int)value] : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The value of a text: the code of a level, or the number.</summary>
    /// <param name="text">The text, which is not missing.</param>
    /// <param name="value">The value.</param>
    /// <returns>False where the text is no level of this feature, or no finite number.</returns>
    public bool TryValue(ReadOnlySpan<char> text, out float value)
    {
        if (Levels.Count > 0)
        {
            bool isLevel = Levels.TryCode(text, out int code);
            value = isLevel ? code : float.NaN;
            return isLevel;
        }

        return NumberText.TrySingle(text, out value) && float.IsFinite(value);
    }
}
