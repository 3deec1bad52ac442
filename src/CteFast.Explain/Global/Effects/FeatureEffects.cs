using System.Diagnostics;
using CteFast.Compression;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>
/// How the predictions change with a feature: partial dependence, individual conditional expectation and accumulated local effects, of one
/// feature or two, numeric or categorical, of all outputs at once.
/// </summary>
/// <remarks>
/// <para>
/// Two sets of rows stand for the data. The background is predicted at every point of a grid. The reference, larger, is predicted once as
/// it is: how far the background's mean prediction lies from the reference's tells how far the curve does, by regression at each point
/// (a control variate). Accumulated local effects ask for two rows a row of the reference.
/// </para>
/// <para>Immutable after construction and safe to use from several threads.</para>
/// </remarks>
public sealed class FeatureEffects
{
    private readonly IModel _model;
    private readonly PredictedRows _background;
    private readonly PredictedRows _reference;
    private readonly int _batchRows;

    /// <summary>Predicts the rows once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The rows predicted at every point.</param>
    /// <param name="reference">The rows that correct them and that accumulated local effects are taken over; by default the background.</param>
    /// <param name="maxBatchRows">The most rows in one call of the model.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The rows do not fit the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBatchRows"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public FeatureEffects(IModel model, Background background, Background? reference = null, int maxBatchRows = 1024, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchRows, 1);
        _model = model;
        _batchRows = maxBatchRows;
        _background = new PredictedRows(model, background, maxBatchRows, cancellationToken);
        _reference = reference is null || reference == background ? _background : new PredictedRows(model, reference, maxBatchRows, cancellationToken);
    }

    /// <summary>Chooses background and reference from the data by compression, and predicts them once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite; NaN where a value is missing and the model allows it.</param>
    /// <param name="options">Sizes and seed.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Rows do not fit the model, or a value is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static FeatureEffects Compress(IModel model, ReadOnlySpan<float> data, EffectOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        int n = data.Length / model.FeatureCount;
        bool hasReference = options.ReferenceSize > options.BackgroundSize;
        IProgress<double>?[] parts = PartProgress.Split(progress, Coreset.Work(n, options.BackgroundSize), hasReference ? Coreset.Work(n, options.ReferenceSize) : 0);
        Background background = Background.Compress(data, model.FeatureCount, options.BackgroundSize, options.Seed, parts[0], cancellationToken);
        Background? reference = options.ReferenceSize > background.Count
            ? Background.Compress(data, model.FeatureCount, options.ReferenceSize, options.Seed, parts[1], cancellationToken) : null;
        return new FeatureEffects(model, background, reference, options.MaxBatchRows, cancellationToken);
    }

    /// <summary>The model rows asked for at construction: each row of background and reference once.</summary>
    public long PreparationRows => _background.Count + (_reference == _background ? 0 : _reference.Count);

    /// <summary>The quantiles of a numeric feature over the reference; see <see cref="FeatureGrid.Quantiles"/>.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="intervals">The number of intervals; fewer where quantiles are equal.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature, or <paramref name="intervals"/> is less than 1.</exception>
    public FeatureGrid Quantiles(int feature, int intervals = 20) => FeatureGrid.Quantiles(_reference.Rows.Rows, _model.FeatureCount, feature, intervals);

    /// <summary>
    /// Partial dependence: at a point v the mean of f(v, z) over the rows z, with feature or features set to v. With a reference, plus β(v) times
    /// the mean prediction of the reference less that of the background, β(v) the slope of f(v, z) on f(z).
    /// </summary>
    /// <remarks>Costs points · background rows model rows. Source: Friedman, <i>Greedy function approximation</i> (Annals of Statistics 2001).</remarks>
    /// <param name="grid">The feature's points.</param>
    /// <param name="second">The points of a second feature, for a surface.</param>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">The model has no such feature, or the two are the same.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public FeatureEffect PartialDependence(FeatureGrid grid, FeatureGrid? second = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        FeatureGrid[] grids = Check(grid, second);
        int k = _model.OutputCount, points = ComposedRows.Count((long)grid.Points.Length * (second?.Points.Length ?? 1)), rows = ComposedRows.Count((long)points * _background.Count);
        double[] values = new double[ComposedRows.Count((long)points * k)], errors = new double[values.Length];
        var composition = new DependenceSums(_background, _reference, grids, values, errors);
        ComposedRows.Predict(_model, rows, ref composition, _batchRows, progress, cancellationToken);
        return Result("partial dependence", grids, _background, values, errors, counts: [], rows, start);
    }

    /// <summary>Individual conditional expectation: f(v, x) at the points v of the grid for each row x.</summary>
    /// <remarks>Costs points · rows model rows. Source: Goldstein, Kapelner, Bleich and Pitkin, <i>Peeking inside the black box</i> (JCGS 2015).</remarks>
    /// <param name="rows">Row-major rows, r x d.</param>
    /// <param name="grid">The feature's points.</param>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fill whole rows, or the model has no such feature.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public IndividualEffects Individual(ReadOnlySpan<float> rows, FeatureGrid grid, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(grid, null);
        int d = _model.FeatureCount, k = _model.OutputCount, points = grid.Points.Length;
        if (rows.IsEmpty || rows.Length % d != 0) throw new ArgumentException($"{rows.Length} values do not fill rows of {d} features.", nameof(rows));
        double[] curves = new double[ComposedRows.Count((long)(rows.Length / d) * points * k)];
        int modelRows = curves.Length / k;
        var composition = new IndividualCurves(rows, d, grid, curves);
        ComposedRows.Predict(_model, modelRows, ref composition, _batchRows, progress, cancellationToken);
        return new IndividualEffects
        {
            FeatureName = _model.NameOf(grid.Feature),
            Grid = grid,
            RowCount = rows.Length / d,
            OutputCount = k,
            OutputKind = _model.OutputKind,
            Curves = curves,
        };
    }

    /// <summary>
    /// Accumulated local effects: the mean change of the prediction across each bin over the rows in it, accumulated from the first edge and
    /// centred at a mean of 0 over the rows; of two features the accumulated interaction, less the effects of each.
    /// </summary>
    /// <remarks>
    /// A bin or cell without rows takes the change of the nearest one that has some (by bins; the lower one of two equally near). Rows
    /// outside given edges are left out. Of a categorical feature the change between neighbouring levels is the mean over the rows of
    /// either; see <see cref="FeatureGrid.LevelsBySimilarity"/> for the order. Costs two model rows a row, four for two features, whatever the
    /// number of bins; twice that a categorical feature. Source: Apley and Zhu (JRSS B 2020).
    /// </remarks>
    /// <param name="grid">The edges of the bins, or levels: at least two.</param>
    /// <param name="second">Those of a second feature, for a surface.</param>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">The model has no such feature, the two are the same, a grid has a single point, or no row lies within.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public FeatureEffect AccumulatedLocal(FeatureGrid grid, FeatureGrid? second = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        FeatureGrid[] grids = Check(grid, second);
        var local = new LocalEffects(_reference, [.. grids.Select(axis => new LocalAxis(axis))], _model.OutputCount);
        ComposedRows.Predict(_model, local.ModelRows, ref local, _batchRows, progress, cancellationToken);
        local.Finish();
        (double[] values, double[] errors) = second is null ? local.Curve(_reference.IsAllData) : local.Surface();
        return Result("accumulated local effects", grids, _reference, values, errors, local.Counts, local.ModelRows, start);
    }

    private FeatureEffect Result(string method, FeatureGrid[] grids, PredictedRows rows, double[] values, double[] errors, IReadOnlyList<int> counts, long modelRows, long start) => new()
    {
        Method = method,
        FeatureNames = [.. grids.Select(axis => _model.NameOf(axis.Feature))],
        Grids = grids,
        OutputCount = _model.OutputCount,
        OutputKind = _model.OutputKind,
        Background = rows.Rows.Quality,
        Counts = counts,
        ModelRows = modelRows,
        Elapsed = Stopwatch.GetElapsedTime(start),
        Effects = values,
        Errors = errors,
    };

    private FeatureGrid[] Check(FeatureGrid grid, FeatureGrid? second)
    {
        ArgumentNullException.ThrowIfNull(grid);
        FeatureGrid[] grids = second is null ? [grid] : [grid, second];
        foreach (FeatureGrid axis in grids)
        {
            if (axis.Feature >= _model.FeatureCount)
                throw new ArgumentException($"There is no feature {axis.Feature}; the {_model.FeatureCount} features are 0 to {_model.FeatureCount - 1}.", nameof(grid));
        }

        if (second?.Feature == grid.Feature) throw new ArgumentException($"Both grids are of feature {grid.Feature}; choose two features.", nameof(second));
        return grids;
    }
}
