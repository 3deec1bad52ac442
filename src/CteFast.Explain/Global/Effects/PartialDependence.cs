using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>
/// Partial dependence: at a point v the weighted mean of f(v, z) over the background rows z, with the feature or the two features set to v.
/// </summary>
/// <remarks>
/// With a reference, β(v) (mean f of the reference − mean f of the background) is added, β(v) being the slope of f(v, z) on f(z): a control variate.
/// Source: Friedman, <i>Greedy function approximation</i> (Annals of Statistics 2001).
/// </remarks>
public sealed class PartialDependence : FeatureEffect
{
    private PartialDependence(EffectRows rows, FeatureGrid[] grids, double[] values, double[] errors, ExplanationCost cost)
        : base("partial dependence", rows.Model, grids, rows.Background, values, errors, cost)
    {
    }

    /// <summary>Chooses rows from the data and computes the effect. Takes points · background rows + background rows + reference rows model rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite; NaN where a value is missing and the model allows it.</param>
    /// <param name="grid">The feature's points.</param>
    /// <param name="options">Sizes, seed, batch size and threads.</param>
    /// <param name="second">The points of a second feature, for a surface.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Rows do not fit the model, a value is infinite, the model has no such feature, or the two are the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static PartialDependence Compute(IModel model, ReadOnlySpan<float> data, FeatureGrid grid, EffectOptions options, FeatureGrid? second = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        EffectRows rows = EffectRows.Create(model, data, options, PartProgress.Of(progress, 0, 0.5), cancellationToken);
        TimeSpan choosing = Stopwatch.GetElapsedTime(start);
        return Compute(rows, grid, second, rows.Cost with { Elapsed = choosing }, PartProgress.Of(progress, 0.5, 1), cancellationToken);
    }

    /// <summary>Computes the effect over rows chosen before. Takes points · background rows model rows.</summary>
    /// <param name="rows">The model and the rows.</param>
    /// <param name="grid">The feature's points.</param>
    /// <param name="second">The points of a second feature, for a surface.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">The model has no such feature, the two are the same, or there are more than 2,147,483,591 model rows.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static PartialDependence Compute(EffectRows rows, FeatureGrid grid, FeatureGrid? second = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Compute(rows, grid, second, default, progress, cancellationToken);
    }

    private static PartialDependence Compute(EffectRows rows, FeatureGrid grid, FeatureGrid? second, ExplanationCost spent, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        FeatureGrid[] grids = Check(rows.Model, grid, second);
        int points = BatchRunner.CheckedCount((long)grid.Points.Length * (second?.Points.Length ?? 1)), modelRows = BatchRunner.CheckedCount((long)points * rows.Background.Count);
        double[] values = new double[BatchRunner.CheckedCount((long)points * rows.Model.OutputCount)], errors = new double[values.Length];
        var runner = BatchRunner.For(rows.Model, modelRows, rows.Options.MaxBatchRows, rows.Options.Threads);
        var source = new DependenceRows(rows, grids, values, errors);
        runner.Run(ref source, cancellationToken, StepProgress.Of(progress, modelRows));
        return new PartialDependence(rows, grids, values, errors, Sum(spent, runner.Cost(StopReason.Budget)));
    }
}
