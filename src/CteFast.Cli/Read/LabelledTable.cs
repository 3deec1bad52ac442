using System.Globalization;
using CteFast.Attribution.Models;
using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Numerics;
using CteFast.Tables;

namespace CteFast.Cli.Read;

/// <summary>A table of features and targets.</summary>
/// <param name="Data">The rows; targets are numbers, or classes from 0.</param>
/// <param name="Classes">The classes' names in the order of their numbers, or null when targets are numbers.</param>
/// <param name="Features">The features' names.</param>
internal sealed record LabelledTable(LabelledData<float> Data, IReadOnlyList<string>? Classes, IReadOnlyList<string> Features)
{
    private const int MostClasses = 1000;

    /// <summary>Reads all columns: one is the target, the others are features, numbers all of them.</summary>
    /// <param name="file">The table.</param>
    /// <param name="target">The target's column.</param>
    /// <param name="classes">The classes of a table read before, whose numbers are wanted; none where targets are numbers; null to find them.</param>
    /// <param name="features">The features of a table read before; null for all columns but keys and dates.</param>
    /// <param name="keepsAll">Whether keys are features, too, as they were where a network was trained on all columns.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    public static LabelledTable Read(DataFile file, string target, IReadOnlyList<string>? classes, IReadOnlyList<string>? features, bool keepsAll, IProgress<double>? progress)
    {
        file.Check(target);
        if (file.Columns.Count == 1)
            throw new InputException($"{file.Name} has no column but {InputException.Quote(target)}; features are needed to train on");
        TableOptions options = file.Options with { Targets = [target], RefuseMissing = true, KeepIds = keepsAll || file.Options.KeepIds, Columns = features };
        ReadTable table = file.Read(features is null ? options : options with { Drop = null, KeepIds = true }, progress);
        if (table.Schema.FirstOrDefault(feature => feature.Levels.Count > 0 && feature.Kind != FeatureKind.Boolean) is { } texts)
            throw new InputException($"{file.Name}, column {InputException.Quote(texts.Name)}: {InputException.Quote(texts.Levels[0])} is not a number; give categories numbers, or leave the column out with --drop");
        string[] labels = [.. Enumerable.Range(0, table.Features.Count).Select(table.Target!.Text)];
        classes ??= FindClasses(labels, file, target) ?? [];
        if (classes.Count == 0) classes = null;
        return new LabelledTable(new LabelledData<float>(table.Features.Rows, table.Schema.Count, Targets(labels, classes, file, target)), classes, [.. table.Schema.Select(feature => feature.Name)]);
    }

    /// <summary>
    /// The classes of the labels, in order: texts, or whole numbers without gaps from 0 or 1 on, or −1 and 1; two at least and a thousand at most. Null where labels
    /// are numbers.
    /// </summary>
    private static string[]? FindClasses(string[] labels, DataFile file, string target)
    {
        string[] distinct = [.. labels.Distinct()];
        float?[] numbers = [.. distinct.Select(Number)];
        bool areTexts = numbers.Contains(null);
        if (areTexts)
        {
            if (distinct.Length > MostClasses)
                throw new InputException($"{file.Name}, column {InputException.Quote(target)}: {distinct.Length} different texts are no classes, and {InputException.Quote(distinct[Array.IndexOf(numbers, null)])} is no number");
            return [.. distinct.Order(StringComparer.Ordinal)];
        }

        float[] ordered = [.. numbers.Select(number => number!.Value).Distinct().Order()];
        bool areClasses = ordered.Length is >= 2 and <= MostClasses
            && (ordered is [-1, 1] || (ordered[0] is 0 or 1 && ordered[^1] == ordered[0] + ordered.Length - 1 && ordered.All(float.IsInteger)));
        return areClasses ? [.. ordered.Select(number => number.ToString(CultureInfo.InvariantCulture))] : null;
    }

    private static float[] Targets(string[] labels, IReadOnlyList<string>? classes, DataFile file, string target)
    {
        Dictionary<string, float> codes = [];
        for (int code = 0; code < classes?.Count; code++) codes.Add(classes[code], code);
        float[] targets = new float[labels.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            if (classes is null)
            {
                targets[row] = Number(labels[row]) ?? throw Fault(row, "is no finite number");
                continue;
            }

            // 1 and 1.0 are one class.
            string name = codes.ContainsKey(labels[row]) ? labels[row] : Number(labels[row])?.ToString(CultureInfo.InvariantCulture) ?? labels[row];
            targets[row] = codes.TryGetValue(name, out float code) ? code : throw Fault(row, $"is none of the classes {InputException.List(classes)}");
        }

        return targets;

        InputException Fault(int row, string what) => new($"{file.Name}, row {row}, column {InputException.Quote(target)}: {InputException.Quote(labels[row])} {what}");
    }

    private static float? Number(string text) =>
        NumberText.TrySingle(text, out float number) && float.IsFinite(number) ? number : null;
}
