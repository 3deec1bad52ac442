using System.Globalization;
using System.Text;

namespace CteFast.Explain.Models.Reading.LightGbm;

/// <summary>The levels of pandas' categories, which LightGBM's Python package writes behind the model: <c>pandas_categorical:[["a","b"],[3,4,5]]</c>.</summary>
/// <remarks>
/// The lists stand in the order of the table's categorical columns, without their names. Those are the features whose
/// <c>feature_infos</c> list values (<c>1:0:3</c>, not <c>[0:9]</c>), or those that the parameter <c>categorical_feature</c> names.
/// </remarks>
internal static class LightGbmCategories
{
    private const string Levels = "pandas_categorical:", Parameter = "[categorical_feature:";

    /// <summary>Reads the file to its end; null where no feature has levels.</summary>
    public static IReadOnlyList<string>?[]? Read(LightGbmText text, LightGbmText.Block header, int featureCount, List<string> notes)
    {
        IReadOnlyList<string>[] lists = [];
        int[] named = [];
        foreach (string line in text.Rest())
        {
            if (line.StartsWith(Levels, StringComparison.Ordinal))
                lists = Parse(line[Levels.Length..]) ?? throw text.FaultAtEnd("the levels of pandas_categorical cannot be read; the file is damaged, save the model again");
            else if (line.StartsWith(Parameter, StringComparison.Ordinal))
                named = Columns(line[Parameter.Length..].TrimEnd(']'), featureCount);
        }

        if (lists.Length == 0)
            return null;
        int[] listed = Listed(header, featureCount);
        int[] features = listed.Length == lists.Length ? listed : named;
        if (features.Length != lists.Length)
        {
            notes.Add($"The file has the levels of {lists.Length} columns of pandas categories, but {listed.Length} features are categorical: whose they are is not known, "
                + "so categorical columns must hold codes from 0 on.");
            return null;
        }

        var levels = new IReadOnlyList<string>?[featureCount];
        for (int i = 0; i < features.Length; i++)
            levels[features[i]] = lists[i];
        return levels;
    }

    private static int[] Listed(LightGbmText.Block header, int featureCount)
    {
        string[] infos = header.Has("feature_infos") ? header.Text("feature_infos").Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return infos.Length != featureCount ? [] : [.. Enumerable.Range(0, featureCount).Where(i => infos[i] != "none" && infos[i][0] != '[')];
    }

    private static int[] Columns(string text, int featureCount)
    {
        var columns = new SortedSet<int>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int column) || column < 0 || column >= featureCount)
                return [];
            columns.Add(column);
        }

        return [.. columns];
    }

    private static IReadOnlyList<string>[]? Parse(string json)
    {
        try
        {
            return ValueReader.Read(ByteSource.Of(Encoding.UTF8.GetBytes(json), Levels), file =>
            {
                var lists = new List<IReadOnlyList<string>>();
                if (file.Kind != ValueKind.Null)
                    file.Items(() => lists.Add(Texts(file)));
                return lists.ToArray();
            });
        }
        catch (ModelFormatException)
        {
            return null;
        }
    }

    private static List<string> Texts(ValueReader file)
    {
        var texts = new List<string>();
        // As Python writes a truth value in a table.
        file.Items(() => texts.Add(file.Kind switch { ValueKind.True => "True", ValueKind.False => "False", _ => file.Text() }));
        return texts;
    }
}
