using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Averaging;
using CteFast.Explain.Models;

namespace CteFast.Explain.Gradients;

/// <summary>
/// Expected gradients: the value of feature j is the mean over background rows z of (x_j − z_j) times the mean derivative by feature j on the straight
/// path from z to x.
/// </summary>
/// <remarks>
/// <para>
/// In the paired design, the default, one position is drawn on the path from every background row, and rows near to each other get positions far from each
/// other. The mean is adjusted to all data by regression (<see cref="BackgroundRegression"/>). In the crossed design a few background rows have many
/// positions each. The values add up to f(x) less the mean of f over the data only on average; <see cref="Explanation.Residual"/> says how nearly.
/// </para>
/// <para>
/// <see cref="ExplainOptions.ModelRows"/> is the number of gradients for each row explained; for a model of several outputs, the gradients of all outputs count as one.
/// Standard errors are computed as if background rows and positions were drawn at random; NaN for a single row. Source: Erion, Janizek, Sturmfels,
/// Lundberg and Lee, <i>Improving performance of deep learning models with axiomatic attribution priors and expected gradients</i> (Nature Machine Intelligence 2021).
/// </para>
/// </remarks>
public sealed class GradientExplainer : Explainer
{
    private readonly IDifferentiableModel _model;
    private readonly Background _background;
    private readonly PathPositions _positions;
    private readonly BackgroundRegression _adjustment;
    private readonly double[] _baseValues;
    private readonly WorkspacePool<Workspace> _workspaces;

    /// <summary>Predicts the background once and draws the positions.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; as many are used as the budget pays for.</param>
    /// <param name="options">Budget, design and seed; the background's size is that of <paramref name="background"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The background does not fit the model, or the budget is too small for it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public GradientExplainer(IDifferentiableModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
        : base(model, GradientPlan.Afford(model, background, options, cancellationToken), options)
    {
        background = Background!;
        (_model, _background) = (model, background);
        bool paired = options.Design == SamplingDesign.Paired;
        int positions = GradientPlan.Positions(options, background.Count), k = model.OutputCount;
        double[] outputs = new double[background.Count * k];
        model.PredictFinite(background.Rows, outputs, new float[Math.Min(background.Count, BatchRows) * k], cancellationToken);
        _positions = paired ? PathPositions.Paired(NeighbourOrder.Of(background, outputs), positions, options.Seed) : PathPositions.Crossed(background.Count, positions);
        // A background of all the data needs no adjustment, and weights that were given are not changed.
        _adjustment = paired && !background.IsWeighted && background.Count < background.Quality.InputCount ? BackgroundRegression.Fit(background, outputs) : BackgroundRegression.None(background.Count);
        _baseValues = new double[k];
        ReadOnlySpan<double> weights = background.IsWeighted ? background.Weights : _adjustment.Weights;
        for (int i = 0; i < outputs.Length; i++) _baseValues[i % k] += weights[i / k] * outputs[i];
        _workspaces = new WorkspacePool<Workspace>(() => new Workspace(model, background.Count, Math.Min(BatchRows, _positions.Count), _adjustment.ScratchLength));
    }

    /// <inheritdoc/>
    public override string Method => Options.Design == SamplingDesign.Paired ? "expected gradients, paired" : "expected gradients, crossed";

    /// <inheritdoc/>
    public override ReadOnlySpan<double> BaseValues => _baseValues;

    private protected override (long Rows, long Calls) PreparationCost => (_background.Count, BatchesOf(_background.Count));

    private protected override ExplanationCost ExplainRow(ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors,
        CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Workspace workspace = _workspaces.Rent();
        try
        {
            _model.PredictFinite(row, prediction, workspace.Outputs, cancellationToken);
            Accumulate(row, workspace, cancellationToken);
            for (int at = 0; at < values.Length; at++)
                (values[at], standardErrors[at]) = Estimate(workspace.Contributions.AsSpan(at), values.Length, workspace.Scratch);
        }
        finally
        {
            _workspaces.Return(workspace);
        }

        return new ExplanationCost(1 + _positions.Count, 1 + BatchesOf(_positions.Count), Stopwatch.GetElapsedTime(start), StopReason.Budget);
    }

    // A row, its gradients for every output, and its outputs.
    private int BatchRows => (int)PlanMemory.Count(Math.Min(Options.MaxBatchRows, BatchRunner.MostBatchRows), sizeof(float) * ((long)_model.FeatureCount * (1 + _model.OutputCount) + _model.OutputCount));

    private long BatchesOf(int rows) => (rows + (long)BatchRows - 1) / BatchRows;

    /// <summary>Writes to the workspace, for every background row z, the mean of (x − z) times the gradient over the positions on its path.</summary>
    private void Accumulate(ReadOnlySpan<float> row, Workspace workspace, CancellationToken cancellationToken)
    {
        int d = row.Length, k = _model.OutputCount, each = _positions.Each, all = _positions.Count;
        workspace.Contributions.AsSpan().Clear();
        for (int start = 0, count; start < all; start += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count = Math.Min(workspace.BatchRows, all - start);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> from = _background.Row((start + i) / each);
                Span<float> point = workspace.Rows.AsSpan(i * d, d);
                float position = _positions[start + i];
                for (int j = 0; j < d; j++) point[j] = from[j] + position * (row[j] - from[j]);
            }

            Span<float> gradients = workspace.Gradients.AsSpan(0, count * k * d);
            gradients.Fill(float.NaN);      // so that a gradient that the model does not write is noticed, not taken from an earlier call
            _model.Gradients(workspace.Rows.AsSpan(0, count * d), gradients);
            for (int i = 0; i < count; i++) Add(row, (start + i) / each, 1.0 / each, gradients.Slice(i * k * d, k * d), workspace.Contributions);
        }
    }

    private void Add(ReadOnlySpan<float> row, int backgroundRow, double share, ReadOnlySpan<float> gradients, double[] contributions)
    {
        int d = row.Length;
        ReadOnlySpan<float> from = _background.Row(backgroundRow);
        Span<double> target = contributions.AsSpan(backgroundRow * gradients.Length, gradients.Length);
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

    /// <summary>The memory of one explanation.</summary>
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
