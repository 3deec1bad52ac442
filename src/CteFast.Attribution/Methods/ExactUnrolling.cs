using System.Numerics;
using System.Numerics.Tensors;
using CteFast.Attribution.Curvature;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Methods;

/// <summary>
/// The exact derivative of a training run's result by the weight of each training row, followed back step by step with exact Hessians. SOURCE approximates it.
/// Threads may share it.
/// </summary>
/// <remarks>
/// It is for small runs: it keeps the parameters of every step, and each query costs about 20·P operations for every row of every step. It is exact for the
/// run of one seed; training again with other seeds measures a mean over runs, which differs.
/// </remarks>
public sealed class ExactUnrolling<T> : AttributionMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingOptions _options;
    private readonly List<(T[] Parameters, int[] Rows)> _steps = [];
    private readonly T[] _final;

    /// <summary>Trains the network again and keeps every step.</summary>
    /// <param name="network">The network.</param>
    /// <param name="training">The training rows, N.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="initial">The parameters to start from, P, or none for random ones.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Network, rows and options do not fit each other.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public ExactUnrolling(DenseNetwork network, LabelledData<T> training, TrainingOptions options, ReadOnlySpan<T> initial = default,
        CancellationToken cancellationToken = default)
        : base(network, training)
    {
        _options = options;
        var run = new TrainingRun<T>(network, training, options, initial);
        while (run.StepsDone < options.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            T[] before = [.. run.Parameters];
            _steps.Add((before, run.Step().ToArray()));
        }

        _final = run.Parameters;
    }

    /// <summary>The parameters at the end, P.</summary>
    public ReadOnlyMemory<T> Final => _final;

    internal override unsafe long BytesPerQuery => (long)Training.Count * sizeof(double) + 3L * Network.ParameterCount * sizeof(T);

    internal override QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation)
    {
        GradientBlock<T> block = QueryGradients(_final, queries, start, count, options).Block;
        var effects = new double[count * Training.Count];
        Threads.For(count, options.Workers, q =>
        {
            var query = new T[Network.ParameterCount];
            lock (block) DenseGaussNewton<T>.Outer(Network, block, q, query);
            Unroll(query, effects.AsSpan(q * Training.Count, Training.Count), cancellation);
        });
        return new Scorer(effects, Training.Count);
    }

    /// <summary>
    /// Follows the derivatives a by the parameters and b by the velocity back from after each step to before it; c = b − η·a is the derivative by the gradient
    /// of the batch.
    /// </summary>
    private void Unroll(T[] a, Span<double> effects, CancellationToken cancellation)
    {
        int batch = _steps[0].Rows.Length;
        var pass = new NetworkPass<T>(Network, batch);
        var hessian = new HessianProduct<T>(Network, batch);
        var b = new T[a.Length];
        var c = new T[a.Length];
        var weights = new double[batch];
        T momentum = T.CreateTruncating(_options.Momentum), decay = T.CreateTruncating(_options.WeightDecay);
        for (int k = _steps.Count - 1; k >= 0; k--)
        {
            cancellation.ThrowIfCancellationRequested();
            (T[] parameters, int[] rows) = _steps[k];
            T rate = T.CreateTruncating(_options.LearningRate.At(k, _options.Steps));
            TensorPrimitives.MultiplyAdd(a, -rate, b, c);
            pass.Run(parameters, Training, rows);
            for (int i = 0; i < batch; i++) effects[rows[i]] -= Dot(pass.Block, i, c) / batch;
            for (int i = 0; i < batch; i++) weights[i] = (_options.RowWeights.IsEmpty ? 1 : _options.RowWeights.Span[rows[i]]) / batch;
            pass.Block.Scale(_options.RowWeights.Span, rows);
            pass.PrepareFisher();
            hessian.Add(pass, parameters, c, weights, a);
            TensorPrimitives.MultiplyAdd(c, decay, a, a);
            TensorPrimitives.Multiply(c, momentum, b);
        }
    }

    private double Dot(GradientBlock<T> block, int row, T[] v)
    {
        double sum = 0;
        for (int l = 0; l < Network.Layers.Length; l++)
        {
            ReadOnlySpan<T> input = block.Input(l, row), delta = block.Delta(l, row), values = Network.Layers[l].Of<T>(v);
            for (int i = 0; i < delta.Length; i++)
            {
                double part = 0;
                for (int j = 0; j < input.Length; j++) part += double.CreateTruncating(input[j] * values[i * input.Length + j]);
                sum += part * double.CreateTruncating(delta[i]);
            }
        }

        return sum;
    }

    private sealed class Scorer(double[] effects, int rows) : QueryScorer
    {
        public override void Score(int start, int count, Span<double> scores)
        {
            for (int q = 0; q < effects.Length / rows; q++) effects.AsSpan(q * rows + start, count).CopyTo(scores[(q * count)..]);
        }
    }
}
