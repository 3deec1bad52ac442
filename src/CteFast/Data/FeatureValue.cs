namespace CteFast.Data;

/// <summary>Values of typed rows as floats, and back; generated code calls it.</summary>
public static class FeatureValue
{
    /// <summary>No (0), yes (1), or NaN where it is missing.</summary>
    public static float Of(bool? value) => value is { } known ? known ? 1 : 0 : float.NaN;

    /// <summary>The code of a text; NaN where it is missing or not known, and the latter is counted.</summary>
    /// <param name="text">The text; null where it is missing.</param>
    /// <param name="feature">The feature with its levels.</param>
    /// <param name="unknown">Grows by one where the text is no level.</param>
    public static float Of(string? text, Feature feature, ref int unknown)
    {
        ArgumentNullException.ThrowIfNull(feature);
        if (text is null) return feature.Missing;
        if (feature.Levels.TryCode(text, out int code)) return code;
        unknown++;
        return feature.Missing;
    }

    /// <summary>The code of a member of an enumeration; NaN, and counted, where it is negative: none of its members.</summary>
    /// <param name="code">The code.</param>
    /// <param name="unknown">Grows by one where there is no such member.</param>
    public static float Of(int code, ref int unknown)
    {
        if (code >= 0) return code;
        unknown++;
        return float.NaN;
    }

    /// <summary>The whole number that a value is; null where it is missing.</summary>
    /// <exception cref="ArgumentException">It is no integer of 32 bits.</exception>
    public static int? WholeNumber(float value, Feature feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        if (feature.IsMissing(value)) return null;
        return value == MathF.Floor(value) && value is >= int.MinValue and < 2147483648f ? (int)value : throw Not(value, feature, "an integer");
    }

    /// <summary>The code that a value is; null where it is missing.</summary>
    /// <exception cref="ArgumentException">It is no code of a level.</exception>
    public static int? Code(float value, Feature feature) =>
        WholeNumber(value, feature) is not { } code ? null : code >= 0 && code < feature.Levels.Count ? code : throw Not(value, feature, "the code of a level");

    /// <summary>The text that a value stands for; null where it is missing.</summary>
    /// <exception cref="ArgumentException">It is no code of a level.</exception>
    public static string? Text(float value, Feature feature) => Code(value, feature) is { } code ? feature.Levels[code] : null;

    /// <summary>A value that must not be missing.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static T Present<T>(T? value, Feature feature)
        where T : struct => value ?? throw Missing(feature);

    /// <summary>A text that must not be missing.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static string Present(string? text, Feature feature) => text ?? throw Missing(feature);

    private static ArgumentException Missing(Feature feature) => new($"\"{feature.Name}\" is missing, but its member cannot say so; make the member nullable.");

    private static ArgumentException Not(float value, Feature feature, string kind) => new($"\"{feature.Name}\" is {value}, which is not {kind}.");
}
