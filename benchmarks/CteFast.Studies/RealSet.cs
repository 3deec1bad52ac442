using System.Globalization;

namespace CteFast.Studies;

/// <summary>A CSV file of numbers, NAME.csv or NAME_test.csv, with a header, its last column the target; the columns as they come.</summary>
internal sealed record RealSet(string Name, float[] Rows, float[] Labels, int FeatureCount)
{
    private const string Suffix = "_test";

    public int Count => Rows.Length / FeatureCount;

    /// <summary>The sets of a folder, by name.</summary>
    public static List<RealSet> ReadAll(string folder)
    {
        string[] files = Directory.GetFiles(folder, "*.csv");
        return files.Length > 0 ? [.. files.Order(StringComparer.Ordinal).Select(Read)] : throw new StudyException($"{folder} holds no CSV files");
    }

    private static RealSet Read(string path)
    {
        List<float> rows = [], labels = [];
        int d = 0, line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            string[] cells = text.Split(',');
            if (line == 1) d = cells.Length - 1;
            if (d < 1) throw new StudyException($"{path}: fewer columns than a feature and the target");
            if (cells.Length != d + 1) throw new StudyException($"{path}, line {line}: {cells.Length} columns, but the header names {d + 1}");
            if (line == 1) continue;
            foreach (string cell in cells)
            {
                if (!float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
                    throw new StudyException($"{path}, line {line}: '{cell}' is no finite number");
                rows.Add(value);
            }

            labels.Add(rows[^1]);
            rows.RemoveAt(rows.Count - 1);
        }

        if (rows.Count == 0) throw new StudyException($"{path} has no rows");
        string name = Path.GetFileNameWithoutExtension(path);
        return new RealSet(name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name, [.. rows], [.. labels], d);
    }
}
