using System.Globalization;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Render;

/// <summary>One format for numbers that are read together: four digits of the largest, the same decimals for all.</summary>
internal readonly struct NumberFormat
{
    private readonly string _format;

    /// <summary>The format for numbers up to <paramref name="largest"/> in size.</summary>
    public NumberFormat(double largest)
    {
        int exponent = largest > 0 ? (int)Math.Floor(Math.Log10(largest)) : 0;
        _format = exponent is >= -3 and < 6 ? $"F{Math.Max(0, 3 - exponent)}" : "0.000e+00";
    }

    /// <summary>What a feature is in a row: its level, five digits, or that it is missing.</summary>
    public static string Value(Feature feature, double value) => feature.Levels.Count > 0 || feature.IsMissing((float)value) ? InputException.OneLine(feature.Text((float)value)) : value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>The number, a minus sign only where it is needed.</summary>
    public string Plain(double number) => number.ToString(_format, CultureInfo.InvariantCulture);

    /// <summary>The number with its sign.</summary>
    public string Signed(double number) => number >= 0 ? $"+{Plain(number)}" : Plain(number);

    /// <summary>The number as an error; NaN where it is not known.</summary>
    public string Error(double number) => double.IsNaN(number) ? "unknown" : $"± {Plain(number)}";
}
