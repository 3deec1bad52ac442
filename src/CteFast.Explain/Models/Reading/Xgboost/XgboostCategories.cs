using System.Globalization;
using System.Text;

namespace CteFast.Explain.Models.Reading.Xgboost;

/// <summary>The levels of categories that XGBoost stores from version 3.1 on, under <c>cats</c>.</summary>
/// <remarks>
/// <c>enc</c> has an object a feature: texts as the bytes of all of them, with <c>offsets</c> between, or numbers. A level's place is its
/// code. A feature without levels has an empty object of texts.
/// </remarks>
internal static class XgboostCategories
{
    /// <summary>Reads the object at hand; null where no feature has levels.</summary>
    public static IReadOnlyList<string>?[]? Read(ValueReader file)
    {
        var features = new List<IReadOnlyList<string>?>();
        file.Members(name =>
        {
            if (name == "enc")
                file.Items(() => features.Add(ReadFeature(file)));
        });
        return features.Any(levels => levels is not null) ? [.. features] : null;
    }

    private static string[]? ReadFeature(ValueReader file)
    {
        int[]? offsets = null;
        double[]? values = null;
        file.Members(name =>
        {
            switch (name)
            {
                case "offsets":
                    offsets = file.Integers();
                    break;
                case "values":
                    values = file.Doubles();
                    break;
            }
        });
        if (values is null || values.Length == 0 && offsets is not { Length: > 1 })
            return null;
        return offsets is null ? [.. values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))] : Texts(file, offsets, values);
    }

    private static string[] Texts(ValueReader file, int[] offsets, double[] values)
    {
        // Bytes are signed or not, by the writer.
        byte[] bytes = [.. values.Select(value => value is >= -128 and <= 255 && value == (int)value
            ? (byte)(int)value
            : throw file.Fault("cats.enc", $"{value} is no byte of a level's text"))];
        var texts = new string[offsets.Length - 1];
        for (int i = 0; i < texts.Length; i++)
        {
            if (offsets[i] < 0 || offsets[i + 1] < offsets[i] || offsets[i + 1] > bytes.Length)
                throw file.Fault("cats.enc", $"the text of level {i} does not lie within the {bytes.Length} bytes there are");
            texts[i] = Encoding.UTF8.GetString(bytes, offsets[i], offsets[i + 1] - offsets[i]);
        }

        return texts;
    }
}
