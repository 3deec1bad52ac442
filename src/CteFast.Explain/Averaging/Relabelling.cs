using CteFast.Thinning;

namespace CteFast.Explain.Averaging;

/// <summary>
/// Makes more orderings of a pool of them: each time through the pool, every player takes the place of another, at random. Any two of all these orderings are independent of each other, so a
/// mean over them has the error of a mean over orderings drawn anew, however often the pool is gone through.
/// </summary>
/// <param name="players">The number of players.</param>
/// <param name="seed">The seed of the pool.</param>
/// <param name="stream">A number for this use of the seed.</param>
internal sealed class Relabelling(int players, long seed, int stream)
{
    private readonly int[] _labels = [.. Enumerable.Range(0, players)];
    private readonly long _start = (long)(new Pcg64(new SeedSequence(seed).Child(stream)).NextDouble() * (1L << 52));
    private long _cycle;

    /// <summary>By player, the one whose place it takes the given time through the pool; the first time, its own.</summary>
    public ReadOnlySpan<int> Labels(long cycle)
    {
        if (cycle == _cycle) return _labels;
        var random = new Pcg64(new SeedSequence(_start + cycle));
        for (int player = 0; player < _labels.Length; player++) _labels[player] = player;
        if (cycle > 0) UniformSample.Permutation(_labels, ref random);
        _cycle = cycle;
        return _labels;
    }
}
