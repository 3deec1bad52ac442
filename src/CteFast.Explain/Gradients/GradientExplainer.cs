using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Averaging;
using CteFast.Explain.Models;

namespace CteFast.Explain.Gradients;

/// <summary>
/// Expected gradients: the value of feature j is the mean over background rows z of (x_j − z_j) times the mean derivative by feature j on the straight
/// way from z to x.
/// </summary>
/// <remarks>
/// <para>
/// By default every background row gives one position on its way, like rows positions far from each other, and the mean over them is adjusted to all data by
/// regression (<see cref="BackgroundRegression"/>): many background rows for the gradients that many steps for each of a few would take. The values
/// add up to f(x) less the mean of f over the data only in expectation; <see cref="Explanation.Residual"/> tells how nearly.
/// </para>
/// <para>
/// Thread-safe after construction; <see cref="Explain(ReadOnlySpan{float}, Span{double}, Span{double}, Span{double}, CancellationToken)"/> allocates
/// nothing once as many calls have run as run at a time. Source: Erion, Janizek, Sturmfels, Lundberg and Lee, <i>Improving performance of deep learning
/// models with axiomatic attribution priors and expected gradients</i> (Nature Machine Intelligence 2021).
/// </para>
/// </remarks>
public sealed class GradientExplainer
{
    private readonly IDifferentiableModel _model;
    private readonly Background _background;
    private readonly GradientOptions _options;
    private readonly float[] _positions;        // background rows x positions
    private readonly BackgroundRegression _adjustment;
    private readonly double[] _baseValues;
    private readonly Stack<Workspace> _idle = new();

    /// <summary>Predicts the background once and draws the positions.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; all are used.</param>
    /// <param name="options">Budget, mode and seed; the background's size is that of <paramref name="background"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The background does not fit the model, or the budget is too small for it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public GradientExplainer(IDifferentiableModel model, Background background, GradientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        options.Check();
        if (background.FeatureCount != model.FeatureCount)
            throw new ArgumentException($"The background has {background.FeatureCount} features, the model {model.FeatureCount}.", nameof(background));
        (_model, _background, _options) = (model, background, options);
        bool own = options.Background == BackgroundMode.Own;
        int positions = options.Positions(background.Count), k = model.OutputCount;
        double[] outputs = new double[background.Count * k];
        model.PredictFinite(background.Rows, outputs, new float[Math.Min(background.Count, options.MaxBatchRows) * k], cancellationToken);
        _positions = own ? PathPositions.Own(NeighbourOrder.Of(background, outputs), positions, options.Seed) : PathPositions.Shared(background.Count, positions);
        // With all the data as background there is nothing to adjust to; given weights stay as they are.
        _adjustment = own && !background.IsWeighted && background.Count < background.Quality.InputCount ? BackgroundRegression.Fit(background, outputs) : BackgroundRegression.None(background.Count);
        _baseValues = new double[k];
        ReadOnlySpan<double> weights = background.IsWeighted ? background.Weights : _adjustment.Weights;
        for (int i = 0; i < outputs.Length; i++) _baseValues[i % k] += weights[i / k] * outputs[i];
    }

    /// <summary>Chooses the background from the data by compression.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite.</param>
    /// <param name="options">Budget, background and seed.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Rows do not fit the model, a value is not finite, or the budget is too small.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static GradientExplainer Compress(IDifferentiableModel model, ReadOnlySpan<float> data, GradientOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        int size = options.BackgroundRows(Math.Max(1, data.Length / model.FeatureCount));
        _ = options.Positions(size);
        return new GradientExplainer(model, Background.Compress(data, model.FeatureCount, size, options.Seed, progress, cancellationToken), options, cancellationToken);
    }

    /// <summary>The expected outputs over the background, k.</summary>
    public ReadOnlySpan<double> BaseValues => _baseValues;

    /// <summary>The gradients that one explanation takes, each of all outputs.</summary>
    public int GradientsPerExplanation => _positions.Length;

    /// <summary>Explains rows.</summary>
    /// <param name="rows">Row-major rows, r x d.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, after every row.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <returns>The values; of <see cref="Explanation.ModelRows"/> a gradient counts as one.</returns>
    /// <exception cref="ArgumentException">There are no rows, or they do not fill whole rows.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public Explanation Explain(ReadOnlySpan<float> rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        int d = _model.FeatureCount, k = _model.OutputCount, count = ShapleyExplainer.CountRows(_model, rows);
        double[] predictions = new double[count * k], values = new double[count * k * d], errors = new double[count * k * d];
        for (int row = 0; row < count; row++)
        {
            Explain(rows.Slice(row * d, d), predictions.AsSpan(row * k, k), values.AsSpan(row * k * d, k * d), errors.AsSpan(row * k * d, k * d), cancellationToken);
            progress?.Report((row + 1.0) / count);
        }

        return new Explanation
        {
            Method = _options.Background == BackgroundMode.Own ? "expected gradients, own positions" : "expected gradients, shared steps",
            FeatureNames = [.. Enumerable.Range(0, d).Select(_model.NameOf)],
            RowCount = count,
            OutputCount = k,
            OutputKind = _model.OutputKind,
            Background = _background.Quality,
            BaseValues = [.. _baseValues],
            ModelRows = _background.Count + (long)count * (1 + _positions.Length),
            Elapsed = Stopwatch.GetElapsedTime(start),
            Predictions = predictions,
            ShapleyValues = values,
            Errors = errors,
            Data = rows.ToArray(),
        };
    }

    /// <summary>Explains one row into the caller's memory.</summary>
    /// <param name="row">The row, d features.</param>
    /// <param name="prediction">Receives the prediction, k outputs.</param>
    /// <param name="values">Receives the values, k x d.</param>
    /// <param name="standardErrors">Receives their standard errors, k x d: those of background rows drawn at random, positions included; NaN for a single row.</param>
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
            Accumulate(row, workspace, cancellationToken);
            for (int at = 0; at < values.Length; at++)
                (values[at], standardErrors[at]) = Estimate(workspace.Contributions.AsSpan(at), k * d, workspace.Scratch);
        }
        finally
        {
            lock (_idle) _idle.Push(workspace);
        }
    }

    /// <summary>Leaves every background row's mean of (x − z) times the gradient on its way in the workspace.</summary>
    private void Accumulate(ReadOnlySpan<float> row, Workspace workspace, CancellationToken cancellationToken)
    {
        int d = row.Length, k = _model.OutputCount, each = _positions.Length / _background.Count;
        workspace.Contributions.AsSpan().Clear();
        for (int start = 0; start < _positions.Length; start += workspace.BatchRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(workspace.BatchRows, _positions.Length - start);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> from = _background.Row((start + i) / each);
                Span<float> way = workspace.Rows.AsSpan(i * d, d);
                float position = _positions[start + i];
                for (int j = 0; j < d; j++) way[j] = from[j] + position * (row[j] - from[j]);
            }

            Span<float> gradients = workspace.Gradients.AsSpan(0, count * k * d);
            gradients.Fill(float.NaN);      // a gradient that the model leaves out must not be an older one
            _model.Gradients(workspace.Rows.AsSpan(0, count * d), gradients);
            for (int i = 0; i < count; i++) Add(row, (start + i) / each, 1.0 / each, gradients.Slice(i * k * d, k * d), workspace.Contributions);
        }
    }

    private void Add(ReadOnlySpan<float> row, int group, double share, ReadOnlySpan<float> gradients, double[] contributions)
    {
        int d = row.Length;
        ReadOnlySpan<float> from = _background.Row(group);
        Span<double> target = contributions.AsSpan(group * gradients.Length, gradients.Length);
        for (int at = 0; at < gradients.Length; at += d)
        {
            for (int j = 0; j < d; j++)
            {
                if (!float.IsFinite(gradients[at + j]))
                    throw new InvalidOperationException($"The model returned {gradients[at + j]} for a gradient, or left one out; only finite gradients can explain.");
                target[at + j] += share * ((double)row[j] - from[j]) * gradients[at + j];
            }
        }
    }

    private (double Mean, double StandardError) Estimate(ReadOnlySpan<double> contributions, int stride, Span<double> scratch)
    {
        if (!_background.IsWeighted) return _adjustment.Estimate(contributions, stride, scratch);
        int count = _background.Count;
        double mean = 0, variance = 0;
        for (int i = 0; i < count; i++) mean += _background.Weights[i] * contributions[i * stride];
        for (int i = 0; i < count; i++)
        {
            double deviation = _background.Weights[i] * (contributions[i * stride] - mean);
            variance += deviation * deviation;
        }

        return (mean, count > 1 ? Math.Sqrt(variance * count / (count - 1)) : double.NaN);
    }

    private Workspace Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out Workspace? workspace)) return workspace;
        }

        return new Workspace(_model, _background.Count, Math.Min(_options.MaxBatchRows, _positions.Length), _adjustment.ScratchLength);
    }

    /// <summary>What one explanation works in.</summary>
    private sealed class Workspace(IModel model, int groups, int batchRows, int scratch)
    {
        public int BatchRows { get; } = batchRows;

        public float[] Rows { get; } = new float[checked(batchRows * model.FeatureCount)];

        public float[] Gradients { get; } = new float[checked(batchRows * model.FeatureCount * model.OutputCount)];

        public float[] Outputs { get; } = new float[model.OutputCount];

        public double[] Contributions { get; } = new double[checked(groups * model.OutputCount * model.FeatureCount)];

        public double[] Scratch { get; } = new double[scratch];
    }
}
