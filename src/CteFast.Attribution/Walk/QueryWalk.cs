using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Walk;

/// <summary>
/// Walks the gradients of a batch of queries back through the segments of training, last to first. Each segment gives every query a vector whose scalar
/// product with a training row's gradient is the row's effect in that segment.
/// </summary>
internal sealed class QueryWalk<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BatchNumbers = 1 << 20, MostQueries = 32;

    private readonly DenseNetwork _network;
    private readonly IReadOnlyList<WalkSegment<T>> _segments;
    private readonly WalkMemory<T> _memory;
    private readonly QueryVectors<T> _current, _response;
    private readonly QueryVectors<T>? _velocity;

    private QueryWalk(DenseNetwork network, IReadOnlyList<WalkSegment<T>> segments, int capacity)
    {
        (_network, _segments, _memory) = (network, segments, new WalkMemory<T>(network));
        (_current, _response) = (new QueryVectors<T>(network, capacity), new QueryVectors<T>(network, capacity));
        _velocity = segments.Any(segment => segment.Velocity is not null) ? new QueryVectors<T>(network, capacity) : null;
    }

    /// <summary>Receives a segment's vectors of consecutive queries, which stay valid until it returns. Called from several threads at once.</summary>
    public delegate void Meeting(int segment, int firstQuery, QueryVectors<T> vectors);

    /// <summary>Walks all queries back; every thread takes one batch of queries after the other.</summary>
    /// <param name="network">The network.</param>
    /// <param name="segments">The segments, first to last.</param>
    /// <param name="queries">The queries' gradients.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="meet">Receives the vectors.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static void Run(DenseNetwork network, IReadOnlyList<WalkSegment<T>> segments, GradientBlock<T> queries, int threads, Meeting meet, CancellationToken cancellation)
    {
        int most = Math.Clamp(BatchNumbers / network.ParameterCount, 1, MostQueries), workers = Math.Min(threads, queries.Count);

        // A multiple of the number of workers, so that all have the same number of batches where there are enough queries.
        int batches = Math.Min(queries.Count, (queries.Count + workers * most - 1) / (workers * most) * workers), next = -1;
        Threads.For(workers, workers, _ =>
        {
            var walk = new QueryWalk<T>(network, segments, (queries.Count + batches - 1) / batches);
            for (int b; (b = Interlocked.Increment(ref next)) < batches;)
            {
                cancellation.ThrowIfCancellationRequested();
                int first = (int)((long)queries.Count * b / batches);
                walk.Run(queries, first, (int)((long)queries.Count * (b + 1) / batches) - first, meet);
            }
        });
    }

    private void Run(GradientBlock<T> queries, int first, int count, Meeting meet)
    {
        _current.Count = count;
        if (_velocity is not null)
        {
            _velocity.Count = count;
            _velocity.Values.Clear();
        }

        _segments[^1].Basis.Project(queries, first, _current, _memory);
        for (int s = _segments.Count - 1; s >= 0; s--)
        {
            WalkSegment<T> segment = _segments[s];
            if (segment.Velocity is { } filter)
            {
                FilterWithVelocity(filter, _velocity!);
            }
            else
            {
                _memory.Filter(segment.Response, _current, _response);
                if (s > 0) _memory.Filter(segment.Transition, _current, _current);
            }

            segment.Basis.Back.Apply(_response, _memory);
            meet(s, first, _response);
            segment.Before?.Apply(_current, _memory);
            if (_velocity is not null) segment.Before?.Apply(_velocity, _memory);
        }
    }

    private void FilterWithVelocity(SegmentFilter filter, QueryVectors<T> velocity)
    {
        _response.Count = _current.Count;
        for (int l = 0; l < _network.Layers.Length; l++)
        {
            LayerShape layer = _network.Layers[l];
            Span<T> current = _current.Layer(l), velocities = velocity.Layer(l), response = _response.Layer(l);
            for (int at = 0; at < current.Length; at++)
            {
                (int row, int column) = Math.DivRem(at, layer.Columns);
                int i = layer.Offset + row / _current.Count * layer.Columns + column;
                double a = double.CreateTruncating(current[at]), b = double.CreateTruncating(velocities[at]);
                response[at] = T.CreateTruncating(filter.Response[i] * a + filter.ResponseB[i] * b);
                current[at] = T.CreateTruncating(filter.Transition[i] * a + filter.AB[i] * b);
                velocities[at] = T.CreateTruncating(filter.BA[i] * a + filter.BB[i] * b);
            }
        }
    }
}
