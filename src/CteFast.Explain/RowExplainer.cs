using System.Diagnostics;
using CteFast.Data;

namespace CteFast.Explain;

/// <summary>Explains typed rows: <c>explainer.Explain(loan).For(Loan.Features.City)</c>. Immutable; threads may share it if they may share the function.</summary>
/// <typeparam name="TRow">The rows' type, with <see cref="FeatureRowAttribute"/>.</typeparam>
public sealed class RowExplainer<TRow>
    where TRow : IFeatureRow<TRow>
{
    private readonly FeatureSchema _schema;

    internal RowExplainer(Explainer explainer, FeatureSchema schema) => (Explainer, _schema) = (explainer, schema);

    /// <summary>The explainer of the rows as numbers.</summary>
    public Explainer Explainer { get; }

    /// <summary>Explains a row.</summary>
    /// <param name="row">The row. A text that was not among the rows that the explainer was made of is missing, and <see cref="Explanation.Notes"/> says so.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the function.</param>
    /// <exception cref="InvalidOperationException">The function returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public RowExplanation<TRow> Explain(TRow row, CancellationToken cancellationToken = default) => Explain([row], progress: null, cancellationToken);

    /// <summary>Explains rows, on as many threads as the options say.</summary>
    /// <param name="rows">The rows, one at least.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the function.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    /// <exception cref="InvalidOperationException">The function returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public RowExplanation<TRow> Explain(ReadOnlySpan<TRow> rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var table = FeatureTable.From(rows, _schema, out int[] unknown);
        string[] notes = [.. Enumerable.Range(0, unknown.Length).Where(j => unknown[j] > 0)
            .Select(j => $"{_schema[j].Name}: {(unknown[j] == 1 ? "1 value is" : $"{unknown[j]} values are")} no level that is known, and taken for missing")];
        return new RowExplanation<TRow>(Explainer.ExplainSince(Stopwatch.GetTimestamp(), table.Rows, progress, cancellationToken, notes), Explainer.PlayersOfColumns);
    }
}
