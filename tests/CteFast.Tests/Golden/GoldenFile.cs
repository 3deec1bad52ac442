using System.Text.Json;

namespace CteFast.Tests.Golden;

/// <summary>Numbers of the reference implementations; tests/data/golden/README.md says what each file holds.</summary>
internal static class GoldenFile
{
    public static IEnumerable<JsonElement> Cases(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", "golden", name)));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(e => e.Clone())];
    }

    public static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static double Double(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static bool Bool(this JsonElement element, string name) => element.GetProperty(name).GetBoolean();

    public static int[] Ints(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];

    public static int[][] IntRows(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(e => e.GetInt32()).ToArray())];

    /// <summary>Numbers in order, however deeply nested.</summary>
    public static double[] Doubles(this JsonElement element, string name) => [.. Flatten(element.GetProperty(name))];

    private static IEnumerable<double> Flatten(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray().SelectMany(Flatten)
        : [element.GetDouble()];
}
