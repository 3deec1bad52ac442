using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>A model and its background rows, with the model's outputs for them.</summary>
internal sealed class BackgroundGame
{
    private readonly Background _given;

    /// <summary>Predicts the background.</summary>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public BackgroundGame(IModel model, Players players, Background background, in ExplainOptions options, CancellationToken cancellationToken)
    {
        (Model, Players, _given, Background) = (model, players, background, background);
        (Deadline, Clock, BatchRows) = (options.Deadline, options.Clock, BatchRunner.Affordable(model, options.MaxBatchRows));
        Outputs = new double[background.Count * model.OutputCount];
        int batchRows = Math.Min(background.Count, BatchRows);
        model.PredictFinite(background.Rows, Outputs, new float[batchRows * model.OutputCount], cancellationToken);
        PreparationCost = (background.Count, (background.Count + batchRows - 1) / batchRows);
    }

    public IModel Model { get; }

    public Players Players { get; }

    /// <summary>The background; its rows are used in this order.</summary>
    public Background Background { get; private set; }

    /// <summary>The outputs of its rows, count x k.</summary>
    public double[] Outputs { get; private set; }

    /// <summary>The most rows in a model call; memory is set aside for them.</summary>
    public int BatchRows { get; }

    /// <summary>The model rows and model calls that predicting the background took.</summary>
    public (long Rows, long Calls) PreparationCost { get; }

    private TimeSpan? Deadline { get; }

    private TimeProvider? Clock { get; }

    /// <summary>Starts the time of an explanation, and predicts its row.</summary>
    public RowGame Start(ReadOnlySpan<float> row, Span<double> prediction, BatchRunner runner, CancellationToken cancellationToken)
    {
        runner.Start(Deadline, Clock);
        runner.Predict(row, prediction, cancellationToken, finiteRow: Background.Row(0));
        return new RowGame(Players, Background, Outputs, row, prediction);
    }

    /// <summary>The mean of the background's outputs with given weights, k.</summary>
    public double[] Mean(ReadOnlySpan<double> weights)
    {
        double[] mean = new double[Model.OutputCount];
        for (int i = 0; i < Outputs.Length; i++) mean[i % mean.Length] += weights[i / mean.Length] * Outputs[i];
        return mean;
    }

    /// <summary>Changes the order in which background rows are used.</summary>
    public void Reorder(int[] order)
    {
        int k = Model.OutputCount;
        double[] outputs = Outputs;
        Background = _given.Take(order);
        Outputs = [.. order.SelectMany(row => outputs[(row * k)..((row + 1) * k)])];
    }
}
