using System.Diagnostics;
using CteFast.Data;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain;

/// <summary>
/// Explains a model's predictions: for each feature j a value <c>φ_j</c>, in the unit of the model's output, so that
/// <c>BaseValues + Σ_j φ_j = prediction</c>.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Create(IModel, Background, ExplainOptions, CancellationToken)"/> makes an explainer of the right method; who holds it need not know which.
/// Shapley values (all methods but <see cref="ExplainMethod.Gradients"/>): <c>φ_j</c> is the mean, over orderings of the features and over background
/// rows z, of the change of the prediction when feature j turns from z_j to x_j, after the features before it have. The values add up to the prediction
/// up to rounding for any budget. A feature that has the same value in the row explained and in every background row gets exactly 0.
/// </para>
/// <para>
/// Immutable: threads may share it. Explaining a row into spans allocates memory only when more calls run at the same time than ever before.
/// A seed gives the same bits for any batch size and number of threads, unless a deadline ends the work.
/// </para>
/// </remarks>
[DebuggerDisplay("{Method,nq}, {FeatureNames.Count} features")]
public abstract partial class Explainer
{
    private readonly Lazy<RoundedColumns?> _rounded;
    private bool[] _roundedBefore = [];

    private protected Explainer(IModel model, Background? background, in ExplainOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        if (background is not null && background.FeatureCount != model.FeatureCount)
            throw new ArgumentException($"The background has {background.FeatureCount} features, the model {model.FeatureCount}.", nameof(background));
        (Model, Background, Options) = (model, background, options);
        Schema = model.Schema ?? FeatureSchema.Numeric(Enumerable.Range(0, model.FeatureCount).Select(model.NameOf));
        Players = Players.Of(Schema, options.Groups);
        _rounded = new Lazy<RoundedColumns?>(() => RoundedColumns.Of(model));
    }

    /// <summary>The columns' names, kinds and levels: those of the model, or of the table that the explainer was made with.</summary>
    public FeatureSchema Schema { get; private set; }

    /// <summary>The features' names: the columns, and the names of feature groups.</summary>
    public IReadOnlyList<string> FeatureNames => Players.Names;

    /// <summary>How the values are computed, such as <c>"tree, exact"</c>.</summary>
    public abstract string Method { get; }

    /// <summary>The mean prediction over the background, k outputs: these and the values add up to the prediction.</summary>
    public abstract ReadOnlySpan<double> BaseValues { get; }

    /// <summary>The background rows used; null for path-dependent values of trees, which have no background.</summary>
    public Background? Background { get; }

    /// <summary>The options.</summary>
    public ExplainOptions Options { get; }

    internal IModel Model { get; }

    internal Players Players { get; private set; }

    /// <summary>The model rows and model calls that preparing cost.</summary>
    private protected abstract (long Rows, long Calls) PreparationCost { get; }

    private BackgroundQuality Quality => Background?.Quality ?? new BackgroundQuality(0, 0, 0, 0);

    /// <summary>Explains one row into the caller's memory.</summary>
    /// <param name="row">The row, d features.</param>
    /// <param name="prediction">Receives the prediction, k outputs.</param>
    /// <param name="values">Receives the values, k x p for p features (or groups).</param>
    /// <param name="standardErrors">Receives their standard errors, k x p; 0 for exact values, NaN where there is too little to compute them from.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <returns>What it cost, and why it ended.</returns>
    /// <exception cref="ArgumentException">A length does not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or a tree explainer was made for other values than Shapley's.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped; the results are then undefined.</exception>
    public ExplanationCost Explain(ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors, CancellationToken cancellationToken = default)
    {
        RowResults.Check(Model, Players.Count, row, prediction, values, standardErrors);
        return ExplainRow(row, prediction, values, standardErrors, cancellationToken);
    }

    /// <summary>Explains rows, on as many threads as the options say.</summary>
    /// <param name="rows">Row-major rows, r x d.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">There are no rows, or the values do not fill whole rows.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or a tree explainer was made for other values than Shapley's.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public Explanation Explain(ReadOnlySpan<float> rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        ExplainSince(Stopwatch.GetTimestamp(), rows, progress, cancellationToken);

    /// <summary>Explains the rows of a table: columns by their names, levels by their texts. A level that is not known is missing, and <see cref="Explanation.Notes"/> says so.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">There are no rows, or a column is not there or is of another kind.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public Explanation Explain(FeatureTable rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var matched = MatchedTable.Of(rows, Schema);
        return ExplainSince(Stopwatch.GetTimestamp(), matched.Table.Rows, progress, cancellationToken, [.. matched.Notes, .. RoundedNotes(matched.Table)]);
    }

    /// <summary>Explains rows; the time spent counts from a time stamp on.</summary>
    internal Explanation ExplainSince(long start, ReadOnlySpan<float> rows, IProgress<double>? progress, CancellationToken cancellationToken, IReadOnlyList<string>? notes = null)
    {
        var results = new RowResults(Model, rows, Players.Count);
        ExplainRows(results, progress, cancellationToken);
        (long preparationRows, long preparationCalls) = PreparationCost;
        return new Explanation
        {
            Method = Method,
            FeatureNames = FeatureNames,
            RowCount = results.Count,
            OutputCount = Model.OutputCount,
            OutputKind = Model.OutputKind,
            BackgroundQuality = Quality,
            BaseValues = [.. BaseValues],
            ModelRows = preparationRows + results.Costs.Sum(cost => cost.ModelRows),
            ModelCalls = preparationCalls + results.Costs.Sum(cost => cost.ModelCalls),
            Elapsed = Stopwatch.GetElapsedTime(start),
            Predictions = results.Predictions,
            ShapleyValues = results.Values,
            Errors = results.Errors,
            Data = Players.Values(results.Rows),
            Texts = new FeatureTexts(Schema, Players, results.Rows),
            Notes = notes ?? [],
            Costs = results.Costs,
        };
    }

    /// <summary>A sentence for every column of rows, or of the table that the explainer was made with, in which rounding to floats may have changed what the model says.</summary>
    private IEnumerable<string> RoundedNotes(FeatureTable rows)
    {
        if (_rounded.Value is not { } rounded) return [];
        bool[] columns = [.. _roundedBefore];
        Array.Resize(ref columns, Schema.Count);
        rounded.Mark(rows.Rows, columns);
        return Schema.Where((_, j) => columns[j]).Select(feature => RoundedColumns.Note(feature.Name));
    }

    /// <summary>Takes the words of a table whose columns are the model's; called before anyone else has the explainer.</summary>
    private protected void Describe(FeatureTable data)
    {
        Describe(data.Schema);
        _roundedBefore = new bool[data.Schema.Count];
        _rounded.Value?.Mark(data.Rows, _roundedBefore);
    }

    private protected void Describe(FeatureSchema schema) => (Schema, Players) = (schema, Players.Of(schema, Options.Groups));

    /// <summary>The fraction of the time that preparing takes, of that for preparing and explaining so many rows; 0 where it is short.</summary>
    internal virtual double PreparingShare(int rows) => 0;

    /// <summary>Explains one row; the lengths have been checked.</summary>
    private protected abstract ExplanationCost ExplainRow(ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors, CancellationToken cancellationToken);

    /// <summary>Fills the results of all rows.</summary>
    private protected virtual void ExplainRows(RowResults results, IProgress<double>? progress, CancellationToken cancellationToken) =>
        results.Fill(ExplainRow, Options.Threads, progress, cancellationToken);

    private protected static double Largest(ReadOnlySpan<double> errors)
    {
        double largest = 0;
        foreach (double error in errors) largest = Math.Max(largest, error);      // NaN, unknown, is larger than any
        return largest;
    }
}
