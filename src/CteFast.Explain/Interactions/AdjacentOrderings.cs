using CteFast.Thinning;

namespace CteFast.Explain.Interactions;

/// <summary>
/// Random orderings of p players, one after the other without end, in blocks of p orderings in which every two players stand next to each other exactly twice,
/// and every player once at every position. Players and orderings of each block are in random order. No more than one ordering is in memory.
/// </summary>
/// <remarks>Source: Williams, <i>Experimental designs balanced for the estimation of residual effects of treatments</i> (Australian Journal of Scientific Research, 1949).</remarks>
internal sealed class AdjacentOrderings(int players)
{
    private readonly int[] _ordering = new int[players];
    private readonly int[] _labels = new int[players];
    private readonly int[] _shifts = new int[players];
    private Pcg64 _random;
    private int _place;

    /// <summary>Starts at the first ordering that follows from the random numbers.</summary>
    public void Start(Pcg64 random) => (_random, _place) = (random, 0);

    /// <summary>The next ordering, p players; it lasts until the one after it.</summary>
    public ReadOnlySpan<int> Next()
    {
        if (_place == 0)
        {
            UniformSample.Permutation(_labels, ref _random);
            UniformSample.Permutation(_shifts, ref _random);
        }

        for (int place = 0; place < players; place++)
        {
            // 0, p − 1, 1, p − 2, …: the differences of neighbours are all distances, once in each direction.
            int zigzag = place % 2 == 0 ? place / 2 : players - 1 - place / 2;
            _ordering[place] = _labels[(zigzag + _shifts[_place]) % players];
        }

        _place = (_place + 1) % players;
        return _ordering;
    }
}
