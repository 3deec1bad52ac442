using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Training;

/// <summary>Trains networks and keeps the checkpoints that attribution needs. Threads may call it at once.</summary>
public static class Trainer
{
    /// <summary>
    /// Trains a network, with about 6·P operations for each row of each step. The same seed gives the same bits on all machines with fused multiply-add
    /// instructions, with any number of threads.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The training rows.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="initial">The parameters to start from, P, or none for random ones.</param>
    /// <param name="progress">Receives the fraction of the work done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Network, data and parameters do not fit each other, or training diverged.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Trajectory<T> Train<T>(DenseNetwork network, LabelledData<T> data, TrainingOptions options, ReadOnlySpan<T> initial = default,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        var run = new TrainingRun<T>(network, data, options, initial);
        SegmentPlan plan = options.Segments;
        var segments = new TrajectorySegment<T>[plan.Count];
        for (int s = 0; s < segments.Length; s++)
        {
            int start = plan.Start(s, options.Steps), end = plan.Start(s + 1, options.Steps);
            var checkpoints = new List<Checkpoint<T>>();
            while (true)
            {
                while (checkpoints.Count < plan.Checkpoints && plan.Step(s, checkpoints.Count, options.Steps) == run.StepsDone)
                    checkpoints.Add(new Checkpoint<T>(run.StepsDone, run.Parameters.ToArray()));
                if (run.StepsDone == end) break;
                cancellationToken.ThrowIfCancellationRequested();
                run.Step();
                progress?.Report((double)run.StepsDone / options.Steps);
            }

            segments[s] = new TrajectorySegment<T>(checkpoints,
                [.. Enumerable.Range(start, end - start).Select(step => options.LearningRate.At(step, options.Steps))]);
        }

        return new Trajectory<T>(network, segments, run.Parameters, data.Count, options.Momentum, options.WeightDecay);
    }

    /// <summary>Trains a network and keeps only its last parameters.</summary>
    internal static T[] TrainOnly<T>(DenseNetwork network, LabelledData<T> data, TrainingOptions options, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var run = new TrainingRun<T>(network, data, options, initial: default);
        while (run.StepsDone < options.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            run.Step();
        }

        return run.Parameters;
    }
}
