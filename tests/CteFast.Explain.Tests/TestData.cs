using System.Globalization;
using System.Text.Json;

namespace CteFast.Explain.Tests;

/// <summary>The reference models and numbers in tests/data.</summary>
internal static class TestData
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "data", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    public static JsonElement Json(string name) => JsonDocument.Parse(Bytes(name)).RootElement;

    /// <summary>An array of numbers, or of arrays of them, in a row; null is NaN.</summary>
    public static double[] Flat(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(Flat)],
        JsonValueKind.Null => [double.NaN],
        _ => [element.GetDouble()],
    };

    public static float[] Floats(this JsonElement element) => [.. element.Flat().Select(value => (float)value)];

    /// <summary>The first rows of the sample diamonds, the nine features in their own units.</summary>
    public static float[] Diamonds(int rows) =>
        [.. File.ReadLines(Path("sample/diamonds.csv")).Skip(1).Take(rows)
            .SelectMany(line => line.Split(',')[..9]).Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
}
