using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Methods;

/// <summary>
/// TracIn: (1/N)·Σ_c w_c·⟨∇f(θ_c), ∇L(θ_c)⟩ over checkpoints c, w_c being the optimisation time of the checkpoint's segment divided by its number of checkpoints.
/// Threads may share it, as <see cref="AttributionMethod{T}"/> says.
/// </summary>
/// <remarks>
/// With segments of equal length the weights are proportional to the mean learning rates of the segments. Source: Pruthi et al., <i>Estimating Training Data
/// Influence by Tracing Gradient Descent</i>.
/// </remarks>
/// <param name="trajectory">The trajectory.</param>
/// <param name="training">The training rows, N.</param>
/// <exception cref="ArgumentException">Trajectory and rows do not fit each other.</exception>
public sealed class TracIn<T>(Trajectory<T> trajectory, LabelledData<T> training) : AttributionMethod<T>(NetworkOf(trajectory), training)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal override long BytesPerQuery => FactoredScorer<T>.BytesPerQuery(Network, trajectory.Segments.Sum(segment => segment.Checkpoints.Count));

    private static DenseNetwork NetworkOf(Trajectory<T> trajectory)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        return trajectory.Network;
    }

    internal override QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation)
    {
        var scorer = new FactoredScorer<T>(Network, Gradients(options.Workers), count, options.Workers);
        for (int s = 0; s < trajectory.Segments.Count; s++)
        {
            IReadOnlyList<Checkpoint<T>> checkpoints = trajectory.Segments[s].Checkpoints;
            foreach (Checkpoint<T> checkpoint in checkpoints)
            {
                scorer.AddGradients(checkpoint.Parameters, trajectory.OptimizationTime(s) / checkpoints.Count / Training.Count,
                    QueryGradients(checkpoint.Parameters, queries, start, count, options).Block);
            }
        }

        return scorer;
    }
}
