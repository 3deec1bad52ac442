using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Explain.Models;

namespace CteFast.Cli.Commands;

/// <summary>A model and the rows of a table that are its features.</summary>
/// <param name="Name">The table's name in messages.</param>
/// <param name="Model">The model.</param>
/// <param name="Predicting">The model as it predicts what labels are, not in margins.</param>
/// <param name="ModelName">The model's name in messages.</param>
/// <param name="Table">The features; NaN where a value is missing, which trees and linear models allow.</param>
/// <param name="Shown">The same features to be shown, where floats stand for other numbers so that trees compare them exactly; else the table itself.</param>
/// <param name="Labels">The target's values, or none.</param>
internal sealed record ModelTable(string Name, IModel Model, IModel Predicting, string ModelName, FeatureTable Table, FeatureTable Shown, float[] Labels)
{
    /// <summary>The features' names.</summary>
    public string[] Features { get; } = [.. Table.Schema.Select(feature => feature.Name)];

    /// <summary>The features in whose columns floats stand for other numbers.</summary>
    public IReadOnlyList<string> Moved { get; init; } = [];

    /// <summary>The file's columns that are neither features nor the target that was named.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Row-major rows, n x d.</summary>
    public ReadOnlySpan<float> Rows => Table.Rows;

    /// <summary>The number of rows, n.</summary>
    public int RowCount => Table.Count;

    /// <summary>Copies some rows, row-major.</summary>
    public float[] Take(ReadOnlySpan<int> rows) => Table.Take(rows).Rows.ToArray();

    /// <summary>Whether floats stand for other numbers in a feature's column, so that its values are no axis to draw along.</summary>
    public bool IsMoved(int feature) => Moved.Contains(Features[feature]);

    /// <summary>A feature by its name.</summary>
    public int IndexOf(string option, string feature)
    {
        int index = Array.IndexOf(Features, feature);
        return index >= 0 ? index : throw new InputException($"{option} {feature}: {ModelName} has no such feature; its features are {InputException.List(Features)}");
    }
}
