using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Training;

/// <summary>A training step by step.</summary>
internal sealed class TrainingRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LabelledData<T> _data;
    private readonly TrainingOptions _options;
    private readonly NetworkPass<T> _pass;
    private readonly BatchSampler _batches;
    private readonly T[] _gradient, _velocity;

    public TrainingRun(DenseNetwork network, LabelledData<T> data, TrainingOptions options, ReadOnlySpan<T> initial)
    {
        options.Check(data.Count);
        network.Check(data);
        _data = data;
        _options = options;
        var seeds = new SeedSequence(options.Seed);
        _pass = new NetworkPass<T>(network, options.BatchSize == 0 ? data.Count : options.BatchSize, options.Threads);
        _batches = new BatchSampler(data.Count, options.BatchSize, options.Sampling, seeds.Child(1).DerivedSeed());
        Parameters = new T[network.ParameterCount];
        _gradient = new T[Parameters.Length];
        _velocity = new T[options.Momentum == 0 ? 0 : Parameters.Length];
        if (initial.IsEmpty)
        {
            network.Initialize<T>(Parameters, seeds.Child(0).DerivedSeed());
        }
        else
        {
            network.CheckParameters(initial);
            initial.CopyTo(Parameters);
        }
    }

    /// <summary>The steps done.</summary>
    public int StepsDone { get; private set; }

    /// <summary>The parameters now.</summary>
    public T[] Parameters { get; }

    /// <summary>Does a step; returns the rows of its batch, which stay until the next.</summary>
    public ReadOnlySpan<int> Step()
    {
        ReadOnlySpan<int> rows = _batches.Next();
        _pass.Run(Parameters, _data, rows);
        _pass.Block.Scale(_options.RowWeights.Span, rows);
        _gradient.AsSpan().Clear();
        _pass.AddGradient(_gradient);
        T rate = T.CreateTruncating(_options.LearningRate.At(StepsDone++, _options.Steps));
        T decay = T.CreateTruncating(_options.WeightDecay), momentum = T.CreateTruncating(_options.Momentum);
        T[] parameters = Parameters, gradient = _gradient, velocity = _velocity;
        if (velocity.Length == 0)
        {
            for (int i = 0; i < parameters.Length; i++) parameters[i] -= rate * (gradient[i] + decay * parameters[i]);
        }
        else
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                velocity[i] = momentum * velocity[i] + (gradient[i] + decay * parameters[i]);
                parameters[i] -= rate * velocity[i];
            }
        }

        return rows;
    }
}
