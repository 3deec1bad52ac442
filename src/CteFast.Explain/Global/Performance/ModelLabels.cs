using System.Globalization;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Performance;

/// <summary>The labels of rows as a model's losses take them: numbers in the unit of its predictions, or classes from 0.</summary>
/// <remarks>
/// A model whose outputs are probabilities is a classifier: of one output of two classes, of k outputs of k classes. Its labels may be 0 to k − 1, 1 to k,
/// −1 and 1, or any k texts. Texts are matched with the classes by the model's names of them, if it has any, else by their order: numbers by size, texts by
/// their letters. <see cref="Note"/> says what was done. Other models have numbers for labels.
/// </remarks>
public sealed class ModelLabels
{
    private const int MostNamed = 8;

    private ModelLabels(float[] values, IReadOnlyList<string> classes, string? note) => (Values, Classes, Note) = (values, classes, note);

    /// <summary>The labels, one a row.</summary>
    public IReadOnlyList<float> Values { get; }

    /// <summary>The classes' names as the labels have them, in the order of the model's outputs; none where labels are numbers.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>How texts or other numbers became classes, in a sentence; null where they are what the model takes.</summary>
    public string? Note { get; }

    /// <summary>Matches labels with a model.</summary>
    /// <param name="model">The model, which gives predictions and not margins.</param>
    /// <param name="labels">The labels' texts, one a row.</param>
    /// <param name="classNames">The model's names of its classes in the order of its outputs, if they are known.</param>
    /// <exception cref="ArgumentException">A label is no number or no class; the message names the row, or the labels.</exception>
    public static ModelLabels Of(IModel model, IReadOnlyList<string> labels, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(labels);
        if (model.OutputKind != OutputKind.Probability) return new ModelLabels([.. labels.Select(Number)], [], note: null);
        string[] distinct = [.. labels.Select(label => label.Trim()).Distinct()];
        int count = Math.Max(2, model.OutputCount);
        if (classNames is not null && classNames.Count == count && distinct.All(classNames.Contains)) return Matched(labels, classNames, "by the model's names of its classes");
        string[] ordered = Ordered(distinct);
        if (Numbers(ordered) is { } numbers && numbers.All(number => number == Math.Floor(number)))
        {
            if (numbers[0] >= 0 && numbers[^1] < count) return new ModelLabels([.. labels.Select(Number)], [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))], note: null);
            if (numbers[0] >= 1 && numbers[^1] <= count)
            {
                return new ModelLabels([.. labels.Select((label, row) => Number(label, row) - 1)], [.. Enumerable.Range(1, count).Select(i => i.ToString(CultureInfo.InvariantCulture))],
                    $"the labels 1 to {count} are taken for the model's classes 0 to {count - 1}");
            }
        }

        if (ordered.Length == count) return Matched(labels, ordered, "in this order");
        string named = string.Join(", ", ordered.Take(MostNamed).Select(label => label.Length == 0 ? "(empty)" : label)) + (ordered.Length > MostNamed ? ", …" : "");
        int folded = distinct.Distinct(StringComparer.OrdinalIgnoreCase).Count();
        throw new ArgumentException($"There are {ordered.Length} different labels ({named}), but the model has {count} classes"
            + (folded == count ? "; some differ in capitals only: write each class one way." : "; give labels of its classes."), nameof(labels));
    }

    private static ModelLabels Matched(IReadOnlyList<string> labels, IReadOnlyList<string> classes, string how)
    {
        Dictionary<string, int> codes = [];
        foreach (string name in classes) codes.Add(name, codes.Count);
        string pairs = string.Join(", ", classes.Take(MostNamed).Select((name, code) => $"{name} = {code}")) + (classes.Count > MostNamed ? ", …" : "");
        return new ModelLabels([.. labels.Select(label => (float)codes[label.Trim()])], classes, $"the labels are taken for the model's classes {how}: {pairs}");
    }

    private static string[] Ordered(string[] distinct) =>
        Numbers(distinct) is { } numbers ? [.. distinct.Zip(numbers).OrderBy(pair => pair.Second).Select(pair => pair.First)] : [.. distinct.Order(StringComparer.Ordinal)];

    private static double[]? Numbers(string[] texts)
    {
        double[] numbers = new double[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            if (!NumberText.TryDouble(texts[i], out numbers[i]) || !double.IsFinite(numbers[i])) return null;
        }

        return numbers;
    }

    private static float Number(string label, int row) => NumberText.TrySingle(label, out float number) && float.IsFinite(number)
        ? number : throw new ArgumentException($"Row {row}: the label \"{label}\" is no finite number, and the model predicts numbers.", nameof(label));
}
