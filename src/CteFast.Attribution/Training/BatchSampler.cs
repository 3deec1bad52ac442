using CteFast.Thinning;

namespace CteFast.Attribution.Training;

/// <summary>Draws the rows of one batch after the other. Not for several threads at once.</summary>
internal sealed class BatchSampler
{
    private readonly BatchSampling _sampling;
    private readonly int[] _order, _batch;
    private Pcg64 _random;
    private int _next;

    public BatchSampler(int rows, int batchSize, BatchSampling sampling, long seed)
    {
        _order = [.. Enumerable.Range(0, rows)];
        _batch = batchSize == 0 ? _order : new int[batchSize];
        _sampling = sampling;
        _random = new Pcg64(seed);
        _next = rows;
    }

    /// <summary>The next batch; all rows in order when a batch is all of them.</summary>
    public ReadOnlySpan<int> Next()
    {
        if (_batch == _order) return _batch;
        if (_sampling == BatchSampling.Independent)
        {
            for (int i = 0; i < _batch.Length; i++) _batch[i] = _random.NextInt32(_order.Length);
            return _batch;
        }

        if (_next + _batch.Length > _order.Length)
        {
            // With all rows but one drawn, the last has its place.
            UniformSample.BringToFront(_order, _order.Length - 1, ref _random);
            _next = 0;
        }

        _order.AsSpan(_next, _batch.Length).CopyTo(_batch);
        _next += _batch.Length;
        return _batch;
    }
}
