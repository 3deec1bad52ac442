using CteFast.Data;
using CteFast.Explain.Models;

namespace CteFast.Explain;

public abstract partial class Explainer
{
    /// <summary>Makes an explainer of a function of typed rows: texts become levels, and groups are one feature.</summary>
    /// <typeparam name="TRow">The rows' type, with <see cref="FeatureRowAttribute"/>.</typeparam>
    /// <param name="predict">The function, which several threads may call at the same time. What it gets is made of features alone; other members have their default.</param>
    /// <param name="rows">The data: absent features take their values from them.</param>
    /// <param name="options">Method, budget, background size and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are no rows, or the options do not fit the method or the function.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The function returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static RowExplainer<TRow> Create<TRow>(Func<TRow, double> predict, ReadOnlySpan<TRow> rows, ExplainOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        where TRow : IFeatureRow<TRow>
    {
        ArgumentNullException.ThrowIfNull(predict);
        var table = FeatureTable.From(rows);
        return new RowExplainer<TRow>(Create(new RowModel<TRow>(predict, table.Schema), table, options, progress, cancellationToken), table.Schema);
    }

    /// <summary>The feature of each column among those that are explained, where groups are one.</summary>
    internal int[] PlayersOfColumns => Players.OfColumns();
}
