using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>What all explainers of rows have in common: the model, the background with its predictions, the players, and memory to work in.</summary>
/// <remarks>
/// Thread-safe after construction; <see cref="Explain(ReadOnlySpan{float}, Span{double}, Span{double}, Span{double}, CancellationToken)"/> allocates nothing
/// once as many calls have run as run at a time. A seed gives the same bits for any batch size and number of threads, unless a deadline stops the work.
/// </remarks>
public abstract class RowExplainer
{
    private const int MostBatchRows = 1 << 16;

    private readonly Stack<RowWorkspace> _idle = new();

    /// <summary>Checks that all fits, and predicts the background.</summary>
    private protected RowExplainer(IModel model, Background background, in ExplainOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        options.Check();
        if (background.FeatureCount != model.FeatureCount)
            throw new ArgumentException($"The background has {background.FeatureCount} features, the model {model.FeatureCount}.", nameof(background));
        (Model, Background, Options) = (model, background, options);
        Players = Players.Of(model.FeatureCount, model.FeatureNames, options.Groups);
        CheckBudget();

        GameBackground = background;
        GameOutputs = new double[background.Count * model.OutputCount];
        int batchRows = Math.Min(background.Count, BatchRows);
        model.PredictFinite(background.Rows, GameOutputs, new float[batchRows * model.OutputCount], cancellationToken);
        PreparationCalls = (background.Count + batchRows - 1) / batchRows;
        MeanOutputs = Mean(background.Weights);
    }

    /// <summary>The features' names: the model's, or those of groups of columns.</summary>
    public IReadOnlyList<string> FeatureNames => Players.Names;

    /// <summary>How the values are computed.</summary>
    public abstract string Method { get; }

    /// <summary>The expected outputs over the background, k: what the values add up to the prediction from.</summary>
    public ReadOnlySpan<double> BaseValues => MeanOutputs;

    /// <summary>The background.</summary>
    public Background Background { get; }

    /// <summary>The options.</summary>
    public ExplainOptions Options { get; }

    internal Players Players { get; }

    private protected IModel Model { get; }

    /// <summary>The most rows in a call, as far as memory is set aside for them.</summary>
    private protected int BatchRows => Math.Min(Options.MaxBatchRows, MostBatchRows);

    /// <summary>The background, in the order its rows are used in.</summary>
    private protected Background GameBackground { get; private set; }

    /// <summary>The outputs of its rows, count x k.</summary>
    private protected double[] GameOutputs { get; private set; }

    /// <summary>The base values; a method that weighs the background anew sets its own.</summary>
    private protected double[] MeanOutputs { get; set; }

    /// <summary>The calls that predicting the background took.</summary>
    private protected int PreparationCalls { get; }

    /// <summary>The values of a row and output: a number a player, or a pair of players.</summary>
    private protected abstract int ValuesPerOutput { get; }

    /// <summary>Explains one row into the caller's memory.</summary>
    /// <param name="row">The row, d features.</param>
    /// <param name="prediction">Receives the prediction, k outputs.</param>
    /// <param name="values">Receives the values, k x p for p features (or groups), k x p x p for interactions.</param>
    /// <param name="standardErrors">Receives their standard errors, as many; NaN where there is too little to tell them from.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <returns>What it took, and why it ended.</returns>
    /// <exception cref="ArgumentException">A length does not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped; the results are then undefined.</exception>
    public ExplanationCost Explain(ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors, CancellationToken cancellationToken = default)
    {
        int d = Model.FeatureCount, k = Model.OutputCount;
        if (row.Length != d) throw new ArgumentException($"The row has {row.Length} features, the model {d}.", nameof(row));
        if (prediction.Length != k) throw new ArgumentException($"{k} outputs do not fit {prediction.Length} places.", nameof(prediction));
        if (values.Length != k * ValuesPerOutput)
            throw new ArgumentException($"{k} x {ValuesPerOutput} values do not fit {values.Length} places.", nameof(values));
        if (standardErrors.Length != values.Length)
            throw new ArgumentException($"{k} x {ValuesPerOutput} standard errors do not fit {standardErrors.Length} places.", nameof(standardErrors));

        RowWorkspace workspace = Rent();
        try
        {
            BatchRunner runner = workspace.Runner;
            runner.Start(Options.Deadline);
            runner.Predict(row, prediction, cancellationToken);
            StopReason stoppedBy = Run(new RowGame(Players, GameBackground, GameOutputs, row, prediction), workspace, values, standardErrors, cancellationToken);
            return new ExplanationCost(runner.Rows, runner.Calls, runner.Elapsed, stoppedBy);
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

    /// <summary>Throws before the model is asked for anything if the options do not pay for an estimate.</summary>
    private protected virtual void CheckBudget()
    {
    }

    private protected abstract RowWorkspace CreateWorkspace();

    /// <summary>Computes the values of a row whose prediction is known.</summary>
    private protected abstract StopReason Run(RowGame game, RowWorkspace workspace, Span<double> values, Span<double> errors, CancellationToken cancellationToken);

    /// <summary>The mean of the background's outputs by given weights, k.</summary>
    private protected double[] Mean(ReadOnlySpan<double> weights)
    {
        double[] mean = new double[Model.OutputCount];
        for (int i = 0; i < GameOutputs.Length; i++) mean[i % mean.Length] += weights[i / mean.Length] * GameOutputs[i];
        return mean;
    }

    /// <summary>Has the background rows used in another order.</summary>
    private protected void Reorder(int[] order)
    {
        int k = Model.OutputCount;
        double[] outputs = GameOutputs;
        GameBackground = Background.Take(order);
        GameOutputs = [.. order.SelectMany(row => outputs[(row * k)..((row + 1) * k)])];
    }

    private protected static double Largest(ReadOnlySpan<double> errors)
    {
        double largest = 0;
        foreach (double error in errors) largest = Math.Max(largest, error);      // NaN, unknown, is larger than any
        return largest;
    }

    /// <summary>Explains rows, on as many threads as the options say.</summary>
    private protected RowResults ExplainAll(ReadOnlySpan<float> rows, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int d = Model.FeatureCount, k = Model.OutputCount, size = k * ValuesPerOutput;
        var results = new RowResults(rows.ToArray(), CountRows(Model, rows), k, size);
        StepProgress? steps = StepProgress.Of(progress, results.Count);
        Threads.For(results.Count, Options.Threads, row =>
        {
            results.Costs[row] = Explain(results.Rows.AsSpan(row * d, d), results.Predictions.AsSpan(row * k, k), results.Values.AsSpan(row * size, size),
                results.Errors.AsSpan(row * size, size), cancellationToken);
            steps?.Add();
        });
        return results;
    }

    private RowWorkspace Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out RowWorkspace? workspace)) return workspace;
        }

        return CreateWorkspace();
    }

    /// <summary>The results of many rows.</summary>
    private protected sealed class RowResults(float[] rows, int count, int outputs, int size)
    {
        public int Count => count;

        public float[] Rows => rows;

        public double[] Predictions { get; } = new double[count * outputs];

        public double[] Values { get; } = new double[count * size];

        public double[] Errors { get; } = new double[count * size];

        public ExplanationCost[] Costs { get; } = new ExplanationCost[count];
    }
}
