using System.Diagnostics;

namespace CteFast.Attribution.Training;

/// <summary>A part of training, of consecutive steps, in which attribution treats gradients and curvature as constant. Immutable: threads may share it.</summary>
/// <param name="Checkpoints">The checkpoints kept, one at least.</param>
/// <param name="LearningRates">The learning rate η_k of every step of the segment.</param>
[DebuggerDisplay("{Checkpoints.Count} checkpoints, {LearningRates.Count} steps")]
public sealed record TrajectorySegment<T>(IReadOnlyList<Checkpoint<T>> Checkpoints, IReadOnlyList<double> LearningRates)
{
    /// <summary>Σ η_k, the sum of the learning rates.</summary>
    public double LearningRateSum { get; } = LearningRates.Sum();
}
