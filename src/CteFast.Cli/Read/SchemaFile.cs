using System.Text.Json;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Read;

/// <summary>The kinds of columns in a JSON file: <c>{"cut": "categorical", "depth": "numeric"}</c>; columns it does not name are seen from their cells.</summary>
internal static class SchemaFile
{
    /// <summary>Reads a schema of a table.</summary>
    /// <param name="path">The file, or null for a schema that names nothing.</param>
    /// <param name="file">The table, which has all columns that the schema names.</param>
    public static IReadOnlyDictionary<string, FeatureKind> Read(string? path, CsvFile file)
    {
        Dictionary<string, FeatureKind> kinds = [];
        if (path is null)
            return kinds;
        InputFile.Check(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InputException($"{path} must hold an object, as in {{\"cut\": \"categorical\", \"depth\": \"numeric\"}}");
            foreach (JsonProperty column in document.RootElement.EnumerateObject())
            {
                file.IndexOf(column.Name);
                if (!kinds.TryAdd(column.Name, Kind(column, path)))
                    throw new InputException($"{path} names {InputException.Quote(column.Name)} twice; name it once");
            }
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}, line {e.LineNumber + 1} is not JSON; write {{\"cut\": \"categorical\", \"depth\": \"numeric\"}}");
        }

        return kinds;
    }

    private static FeatureKind Kind(JsonProperty column, string path)
        => column.Value.ValueKind == JsonValueKind.String
            ? column.Value.GetString() switch
            {
                "numeric" => FeatureKind.Numeric,
                "categorical" => FeatureKind.Categorical,
                _ => throw Unknown(column, path),
            }
            : throw Unknown(column, path);

    private static InputException Unknown(JsonProperty column, string path)
        => new($"{path}, {InputException.Quote(column.Name)}: a kind is \"numeric\" or \"categorical\", not {InputException.Quote(column.Value.GetRawText())}");
}
