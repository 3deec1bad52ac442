using System.Numerics;

namespace CteFast.Numerics;

/// <summary>NumPy's default generator PCG64 (XSL-RR 128/64): the same seed gives the same numbers as <c>numpy.random.default_rng</c>.</summary>
public struct Pcg64
{
    private static readonly UInt128 Multiplier = new(2549297995355413924, 4865540595714422341);

    private readonly UInt128 _increment;
    private UInt128 _state;

    /// <summary>Makes the generator of a seed sequence.</summary>
    public Pcg64(SeedSequence seed)
    {
        Span<ulong> words = stackalloc ulong[4];
        seed.GenerateState(words);
        _increment = new UInt128(words[2], words[3]) << 1 | 1;
        _state = (_increment + new UInt128(words[0], words[1])) * Multiplier + _increment;
    }

    /// <summary>Makes the generator of a seed, as <c>default_rng(seed)</c> does.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seed"/> is negative.</exception>
    public Pcg64(long seed)
        : this(new SeedSequence(seed))
    {
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        _state = _state * Multiplier + _increment;
        ulong high = (ulong)(_state >> 64);
        return BitOperations.RotateRight(high ^ (ulong)_state, (int)(high >> 58));
    }

    /// <summary>Moves on as if <paramref name="draws"/> numbers had been drawn, in logarithmic time.</summary>
    public void Advance(ulong draws)
    {
        // The composition of n steps x -> a x + c is again such a step; a and c by repeated squaring.
        UInt128 multiplier = Multiplier, increment = _increment, totalMultiplier = 1, totalIncrement = 0;
        for (; draws > 0; draws >>= 1)
        {
            if ((draws & 1) != 0)
            {
                totalMultiplier *= multiplier;
                totalIncrement = totalIncrement * multiplier + increment;
            }

            increment *= multiplier + 1;
            multiplier *= multiplier;
        }

        _state = _state * totalMultiplier + totalIncrement;
    }

    /// <summary>The next uniform number in [0, 1): the upper 53 bits, as <c>random()</c> gives.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next uniform integer in [0, <paramref name="exclusiveMaximum"/>), without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveMaximum"/> is not positive.</exception>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);

        // Lemire's multiplication method; the rare low products would favour some values and are drawn again.
        ulong range = (uint)exclusiveMaximum;
        ulong product = (NextUInt64() >> 32) * range;
        if ((uint)product < range)
        {
            ulong threshold = (0x1_0000_0000UL - range) % range;
            while ((uint)product < threshold) product = (NextUInt64() >> 32) * range;
        }

        return (int)(product >> 32);
    }

    /// <summary>Fills a span with uniform numbers in [0, 1).</summary>
    public void Fill(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = NextDouble();
    }
}
