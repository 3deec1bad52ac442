using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>
/// Accumulated local effects: the mean change of the prediction across each bin over the reference rows in it, accumulated from the first edge and
/// centred at a mean of 0 over the rows; of two features the accumulated interaction, less the effects of each.
/// </summary>
/// <remarks>
/// A bin or cell without rows takes the change of the nearest one that has some (by bins; the lower one of two equally near). Rows
/// outside the edges are left out. Of a categorical feature the change between neighbouring levels is the mean over the rows of
/// either; see <see cref="FeatureGrid.LevelsBySimilarity"/> for the order. Source: Apley and Zhu (JRSS B 2020).
/// </remarks>
public sealed class AccumulatedLocalEffects : FeatureEffect
{
    private AccumulatedLocalEffects(EffectRows rows, FeatureGrid[] grids, double[] values, double[] errors, int[] counts, ExplanationCost cost)
        : base("accumulated local effects", rows.Model, grids, rows.Reference, values, errors, cost) => Counts = counts;

    /// <summary>
    /// The number of rows in each bin, or in each cell of two features, one less a feature than its points. A row at a level counts on both sides of it.
    /// </summary>
    public IReadOnlyList<int> Counts { get; }

    /// <summary>Chooses rows from the data and computes the effect. Takes, besides the rows as they are, as many model rows as the other overload.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite; NaN where a value is missing and the model allows it.</param>
    /// <param name="grid">The edges of the bins, or levels: at least two.</param>
    /// <param name="options">Sizes, seed, batch size and threads.</param>
    /// <param name="second">Those of a second feature, for a surface.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// Rows do not fit the model, a value is infinite, the model has no such feature, the two are the same, a grid has a single point, or no row lies within.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static AccumulatedLocalEffects Compute(IModel model, ReadOnlySpan<float> data, FeatureGrid grid, EffectOptions options, FeatureGrid? second = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        EffectRows rows = EffectRows.Create(model, data, options, PartProgress.Of(progress, 0, 0.5), cancellationToken);
        TimeSpan choosing = Stopwatch.GetElapsedTime(start);
        return Compute(rows, grid, second, rows.Cost with { Elapsed = choosing }, PartProgress.Of(progress, 0.5, 1), cancellationToken);
    }

    /// <summary>
    /// Computes the effect over rows chosen before. Takes two model rows a reference row, four for two features, whatever the number of bins; twice that a
    /// categorical feature.
    /// </summary>
    /// <param name="rows">The model and the rows.</param>
    /// <param name="grid">The edges of the bins, or levels: at least two.</param>
    /// <param name="second">Those of a second feature, for a surface.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">The model has no such feature, the two are the same, a grid has a single point, or no row lies within.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static AccumulatedLocalEffects Compute(EffectRows rows, FeatureGrid grid, FeatureGrid? second = null, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Compute(rows, grid, second, default, progress, cancellationToken);
    }

    private static AccumulatedLocalEffects Compute(EffectRows rows, FeatureGrid grid, FeatureGrid? second, ExplanationCost spent, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        FeatureGrid[] grids = Check(rows.Model, grid, second);
        var source = new LocalRows(rows.Reference, [.. grids.Select(axis => new LocalAxis(axis))], rows.Model.OutputCount);
        var runner = BatchRunner.For(rows.Model, source.ModelRows, rows.Options.MaxBatchRows, rows.Options.Threads);
        runner.Run(ref source, cancellationToken, StepProgress.Of(progress, source.ModelRows));
        source.Finish();
        (double[] values, double[] errors) = second is null ? source.Curve(rows.Reference.IsAllData) : source.Surface();
        return new AccumulatedLocalEffects(rows, grids, values, errors, source.Counts, Sum(spent, runner.Cost(StopReason.Budget)));
    }
}
