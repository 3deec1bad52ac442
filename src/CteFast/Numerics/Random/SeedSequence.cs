namespace CteFast.Numerics.Random;

/// <summary>Turns a seed into well-mixed state and into independent child sequences, with NumPy's very numbers.</summary>
/// <remarks>Source: the algorithm of <c>numpy.random.SeedSequence</c> with its default pool of four words.</remarks>
public readonly struct SeedSequence
{
    private const int PoolSize = 4;
    private const uint InitA = 0x43b0d7e5, MultiplierA = 0x931e8875, InitB = 0x8b51f9dd, MultiplierB = 0x58f38ded;
    private const uint MixLeft = 0xca01f9dd, MixRight = 0x4973f715;

    private readonly ulong _low, _high;
    private readonly ulong _seed;

    /// <summary>Makes the sequence of a seed, as <c>SeedSequence(seed)</c> does.</summary>
    /// <param name="seed">The seed, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seed"/> is negative.</exception>
    public SeedSequence(long seed)
        : this(NotNegative(seed), child: null)
    {
    }

    private SeedSequence(ulong seed, uint? child)
    {
        _seed = seed;
        Span<uint> entropy = stackalloc uint[] { (uint)seed, (uint)(seed >> 32), 0, 0, child ?? 0 }, pool = stackalloc uint[PoolSize];
        int count = child is null ? seed >> 32 == 0 ? 1 : 2 : entropy.Length;
        Mix(entropy[..count], pool);
        _low = (ulong)pool[1] << 32 | pool[0];
        _high = (ulong)pool[3] << 32 | pool[2];
    }

    /// <summary>The <paramref name="index"/>-th child, as the <paramref name="index"/>-th of <c>spawn</c>.</summary>
    public SeedSequence Child(int index) => new(_seed, (uint)index);

    /// <summary>A seed made of this sequence, as <c>generate_state(1)</c> gives.</summary>
    public long DerivedSeed()
    {
        uint hash = InitB;
        return Word(0, ref hash);
    }

    /// <summary>Fills a span with state words, as <c>generate_state(n, uint64)</c> does.</summary>
    public void GenerateState(Span<ulong> destination)
    {
        uint hash = InitB;
        for (int i = 0; i < destination.Length; i++) destination[i] = Word(2 * i, ref hash) | (ulong)Word(2 * i + 1, ref hash) << 32;
    }

    private uint Word(int index, ref uint hash)
    {
        uint value = (uint)((index % PoolSize < 2 ? _low : _high) >> (32 * (index % 2))) ^ hash;
        hash *= MultiplierB;
        value *= hash;
        return value ^ value >> 16;
    }

    private static void Mix(ReadOnlySpan<uint> entropy, Span<uint> pool)
    {
        uint hash = InitA;
        for (int i = 0; i < PoolSize; i++) pool[i] = Hash(i < entropy.Length ? entropy[i] : 0, ref hash);
        for (int source = 0; source < PoolSize; source++)
        {
            for (int target = 0; target < PoolSize; target++)
            {
                if (source != target) pool[target] = Join(pool[target], Hash(pool[source], ref hash));
            }
        }

        for (int source = PoolSize; source < entropy.Length; source++)
        {
            for (int target = 0; target < PoolSize; target++) pool[target] = Join(pool[target], Hash(entropy[source], ref hash));
        }
    }

    private static uint Hash(uint value, ref uint hash)
    {
        value ^= hash;
        hash *= MultiplierA;
        value *= hash;
        return value ^ value >> 16;
    }

    private static uint Join(uint x, uint y)
    {
        uint result = MixLeft * x - MixRight * y;
        return result ^ result >> 16;
    }

    private static ulong NotNegative(long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        return (ulong)seed;
    }
}
