using System.Diagnostics;
using CteFast.Explain.Models;

namespace CteFast.Explain.Shap;

/// <summary>
/// Shapley values of a model's predictions: <c>φ_j</c> is the mean, over orderings of the features and over background rows z, of
/// what the prediction changes by when feature j turns from z_j to x_j after the features before it.
/// </summary>
/// <remarks>
/// <para>
/// By default every background row walks an ordering of its own, forward and back, and the mean over the background rows is adjusted
/// to all data by regression (<see cref="MeanAdjustment"/>): the same number of model rows sees many more rows and orderings
/// than a shared background does. Efficiency is exact up to rounding for any budget.
/// </para>
/// <para>Thread-safe after construction; <see cref="Explain(ReadOnlySpan{float}, Span{double}, Span{double}, Span{double}, CancellationToken)"/> allocates nothing once as many calls have run as run at a time.</para>
/// </remarks>
public sealed partial class ShapleyExplainer
{
    private readonly IModel _model;
    private readonly Background _background;
    private readonly PermutationPlan _plan;
    private readonly MeanAdjustment _adjustment;
    private readonly double[] _backgroundOutputs;
    private readonly double[] _baseValues;
    private readonly int _batchRows;
    private readonly string _method;
    private readonly Stack<Workspace> _idle = new();

    /// <summary>Prepares explanations: draws the orderings and predicts the background once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; all are used.</param>
    /// <param name="options">Budget, mode and seed; the background's size is that of <paramref name="background"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The background does not fit the model, or the budget is too small for one ordering over it.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    public ShapleyExplainer(IModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
        // With all the data as background there is nothing to adjust to.
        : this(model, background, Plan(model, background, options), options.Background == BackgroundMode.Own && background.Count < background.Quality.InputCount,
            options.MaxBatchRows, cancellationToken)
    {
    }

    /// <summary>Prepares explanations by a given plan.</summary>
    internal ShapleyExplainer(IModel model, Background background, PermutationPlan plan, bool adjust, int batchRows, CancellationToken cancellationToken = default)
    {
        _model = model;
        _background = background;
        _batchRows = batchRows;
        _plan = plan;
        _backgroundOutputs = new double[background.Count * model.OutputCount];
        model.PredictFinite(background.Rows, _backgroundOutputs, new float[Math.Min(background.Count, _batchRows) * model.OutputCount], cancellationToken);

        _adjustment = adjust ? MeanAdjustment.Fit(background, _backgroundOutputs) : MeanAdjustment.None(_plan.Groups);
        _method = plan.Own ? "permutation, own orderings" : "permutation, shared background";
        _baseValues = new double[model.OutputCount];
        for (int unit = 0; unit < _plan.Units; unit++)
        {
            double weight = _adjustment.Weights[_plan.GroupOf(unit)] / _plan.UnitsPerGroup;
            for (int output = 0; output < _baseValues.Length; output++)
                _baseValues[output] += weight * _backgroundOutputs[_plan.BackgroundRow(unit) * _baseValues.Length + output];
        }
    }

    /// <summary>The expected outputs over the background, k: what <see cref="Explanation.Values"/> add up to the prediction from.</summary>
    public ReadOnlySpan<double> BaseValues => _baseValues;

    /// <summary>The model rows that one explanation takes: the row itself and the walks.</summary>
    public int ModelRowsPerExplanation => checked(1 + _plan.Units * _plan.RowsPerUnit);

    /// <summary>Explains rows.</summary>
    /// <param name="rows">Row-major rows, r x d.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, after every row.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">There are no rows, or they do not fill whole rows.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public Explanation Explain(ReadOnlySpan<float> rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Explain(rows, Stopwatch.GetTimestamp(), progress, cancellationToken);

    /// <summary>As the public overload, with the time stamp that the time spent is counted from.</summary>
    internal Explanation Explain(ReadOnlySpan<float> rows, long start, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount, k = _model.OutputCount, count = CountRows(_model, rows);
        double[] predictions = new double[count * k], values = new double[count * k * d], errors = new double[count * k * d];
        for (int row = 0; row < count; row++)
        {
            Explain(rows.Slice(row * d, d), predictions.AsSpan(row * k, k), values.AsSpan(row * k * d, k * d), errors.AsSpan(row * k * d, k * d), cancellationToken);
            progress?.Report((row + 1.0) / count);
        }

        return new Explanation
        {
            Method = _method,
            FeatureNames = _model.FeatureNames.Count == d ? _model.FeatureNames : [.. Enumerable.Range(0, d).Select(j => $"x{j}")],
            RowCount = count,
            OutputCount = k,
            OutputKind = _model.OutputKind,
            Background = _background.Quality,
            BaseValues = [.. _baseValues],
            ModelRows = _background.Count + (long)count * ModelRowsPerExplanation,
            Elapsed = Stopwatch.GetElapsedTime(start),
            Predictions = predictions,
            ShapleyValues = values,
            Errors = errors,
        };
    }

    /// <summary>Explains one row into the caller's memory.</summary>
    /// <param name="row">The row, d features.</param>
    /// <param name="prediction">Receives the prediction, k outputs.</param>
    /// <param name="values">Receives the Shapley values, k x d.</param>
    /// <param name="standardErrors">Receives their standard errors, k x d; NaN where a single group leaves none to be told.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">A length does not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped; the results are then undefined.</exception>
    public void Explain(ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors, CancellationToken cancellationToken = default)
    {
        int d = _model.FeatureCount, k = _model.OutputCount;
        if (row.Length != d) throw new ArgumentException($"The row has {row.Length} features, the model {d}.", nameof(row));
        if (prediction.Length != k) throw new ArgumentException($"{k} outputs do not fit {prediction.Length} places.", nameof(prediction));
        if (values.Length != k * d) throw new ArgumentException($"{k} x {d} values do not fit {values.Length} places.", nameof(values));
        if (standardErrors.Length != k * d) throw new ArgumentException($"{k} x {d} standard errors do not fit {standardErrors.Length} places.", nameof(standardErrors));

        Workspace workspace = Rent();
        try
        {
            _model.PredictFinite(row, prediction, workspace.Outputs, cancellationToken);
            Walk(row, prediction, workspace, cancellationToken);
            for (int output = 0; output < k; output++)
            {
                for (int j = 0; j < d; j++)
                {
                    int at = output * d + j;
                    (values[at], standardErrors[at]) = _adjustment.Estimate(workspace.Contributions.AsSpan(at), k * d, workspace.Scratch);
                }
            }
        }
        finally
        {
            lock (_idle) _idle.Push(workspace);
        }
    }

    /// <summary>The number of rows to explain.</summary>
    /// <exception cref="ArgumentException">There are no rows, or they do not fill whole rows.</exception>
    internal static int CountRows(IModel model, ReadOnlySpan<float> rows)
    {
        if (rows.IsEmpty || rows.Length % model.FeatureCount != 0)
            throw new ArgumentException($"{rows.Length} values do not fill rows of {model.FeatureCount} features.", nameof(rows));
        return rows.Length / model.FeatureCount;
    }

    private static PermutationPlan Plan(IModel model, Background background, in ExplainOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        options.Check();
        if (background.FeatureCount != model.FeatureCount)
            throw new ArgumentException($"The background has {background.FeatureCount} features, the model {model.FeatureCount}.", nameof(background));
        return PermutationPlan.Create(options, model.FeatureCount, background.Count);
    }

    private Workspace Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out Workspace? workspace)) return workspace;
        }

        return new Workspace(_model, _plan, _adjustment, _batchRows);
    }
}
