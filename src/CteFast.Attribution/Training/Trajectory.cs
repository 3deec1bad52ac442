using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Training;

/// <summary>How a network was trained, as far as attribution needs it: checkpoints, learning rates, momentum and weight decay. Immutable: threads may share it.</summary>
[DebuggerDisplay("{Network}, {Segments.Count} segments, {TrainingCount} training rows")]
public sealed class Trajectory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes a trajectory of its parts, such as those of a training done elsewhere.</summary>
    /// <param name="network">The network.</param>
    /// <param name="segments">The segments in order.</param>
    /// <param name="final">The parameters at the end, P.</param>
    /// <param name="trainingCount">The number of training rows, N.</param>
    /// <param name="momentum">The momentum β, in [0, 1).</param>
    /// <param name="weightDecay">The weight decay λ of the penalty ½λ‖θ‖².</param>
    /// <exception cref="ArgumentException">There is no segment or checkpoint, parameters do not fit the network or are not finite, or a learning rate is
    /// negative or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Trajectory(DenseNetwork network, IReadOnlyList<TrajectorySegment<T>> segments, ReadOnlyMemory<T> final, int trainingCount, double momentum, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(segments);
        ArgumentOutOfRangeException.ThrowIfLessThan(trainingCount, 1);
        new TrainingOptions { Momentum = momentum, WeightDecay = weightDecay, BatchSize = 0 }.Check(trainingCount);
        if (segments.Count == 0) throw new ArgumentException("There is no segment; a trajectory has one at least.", nameof(segments));
        CheckParameters(network, final.Span, "the end", nameof(final));
        for (int s = 0; s < segments.Count; s++)
        {
            if (segments[s].Checkpoints.Count == 0) throw new ArgumentException($"Segment {s} has no checkpoint.", nameof(segments));
            if (segments[s].LearningRates.Any(rate => !(rate >= 0 && double.IsFinite(rate))))
                throw new ArgumentException($"Segment {s}: a learning rate is negative or not finite.", nameof(segments));
            foreach (Checkpoint<T> checkpoint in segments[s].Checkpoints)
                CheckParameters(network, checkpoint.Parameters.Span, $"step {checkpoint.Step}", nameof(segments));
        }

        (Network, Segments, Final, TrainingCount, Momentum, WeightDecay) = (network, [.. segments], final, trainingCount, momentum, weightDecay);
    }

    /// <summary>The network.</summary>
    public DenseNetwork Network { get; }

    /// <summary>The segments in order.</summary>
    public IReadOnlyList<TrajectorySegment<T>> Segments { get; }

    /// <summary>The parameters at the end, P.</summary>
    public ReadOnlyMemory<T> Final { get; }

    /// <summary>The number of training rows, N.</summary>
    public int TrainingCount { get; }

    /// <summary>The momentum β.</summary>
    public double Momentum { get; }

    /// <summary>The weight decay λ of the penalty ½λ‖θ‖².</summary>
    public double WeightDecay { get; }

    /// <summary>
    /// The optimisation time of a segment, τ = Σ η_k/(1 − β): how far its steps move the parameters along a constant gradient of length 1.
    /// </summary>
    /// <param name="segment">The segment, from 0.</param>
    public double OptimizationTime(int segment) => Segments[segment].LearningRateSum / (1 - Momentum);

    private static void CheckParameters(DenseNetwork network, ReadOnlySpan<T> parameters, string where, string name)
    {
        if (parameters.Length != network.ParameterCount)
            throw new ArgumentException($"There are {parameters.Length} parameters at {where}, the network has {network.ParameterCount}.", name);
        if (TensorPrimitives.IsFiniteAll(parameters)) return;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!T.IsFinite(parameters[i]))
                throw new ArgumentException($"Parameter {i} at {where} is {parameters[i]}: training diverged; lower the learning rate.", name);
        }
    }
}
