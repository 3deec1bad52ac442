using System.Numerics;
using System.Numerics.Tensors;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Training;

/// <summary>A training that is run step by step. Not for several threads at once.</summary>
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
        _pass = new NetworkPass<T>(network, options.BatchSize == 0 ? data.Count : options.BatchSize, options.Workers);
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

    /// <summary>The number of steps done.</summary>
    public int StepsDone { get; private set; }

    /// <summary>The parameters after these steps.</summary>
    public T[] Parameters { get; }

    /// <summary>Does one step. Returns the rows of its batch, which stay valid until the next step.</summary>
    public ReadOnlySpan<int> Step()
    {
        ReadOnlySpan<int> rows = _batches.Next();
        _pass.Run(Parameters, _data, rows);
        _pass.Block.Scale(_options.RowWeights.Span, rows);
        _gradient.AsSpan().Clear();
        _pass.AddGradient(_gradient);
        T rate = T.CreateTruncating(_options.LearningRate.At(StepsDone++, _options.Steps));
        T decay = T.CreateTruncating(_options.WeightDecay), momentum = T.CreateTruncating(_options.Momentum);
        T[] step = _gradient;
        TensorPrimitives.MultiplyAdd(Parameters, decay, step, step);
        if (_velocity.Length > 0)
        {
            TensorPrimitives.MultiplyAdd(_velocity, momentum, step, _velocity);
            step = _velocity;
        }

        TensorPrimitives.MultiplyAdd(step, -rate, Parameters, Parameters);
        return rows;
    }
}
