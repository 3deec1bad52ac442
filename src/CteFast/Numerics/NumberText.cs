using System.Globalization;

namespace CteFast.Numerics;

/// <summary>Numbers in texts, with a decimal point in every culture. .NET's own parsing takes no notice of NUL characters behind a number; here <c>4\0</c> is none.</summary>
internal static class NumberText
{
    /// <summary>Reads a number, which may be infinite or NaN.</summary>
    public static bool TryDouble(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && text[^1] != '\0';

    /// <summary>Reads a number in single precision, which may be infinite or NaN.</summary>
    public static bool TrySingle(ReadOnlySpan<char> text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && text[^1] != '\0';
}
