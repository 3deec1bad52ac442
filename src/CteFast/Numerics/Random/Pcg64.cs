using System.Numerics;
using System.Runtime.CompilerServices;

namespace CteFast.Numerics.Random;

/// <summary>NumPy's default generator PCG64 (XSL-RR 128/64): the same seed gives the same numbers as <c>numpy.random.default_rng</c>.</summary>
public struct Pcg64
{
    private const ulong MultiplierHigh = 2549297995355413924, MultiplierLow = 4865540595714422341;

    // The 128-bit numbers in halves: UInt128 cannot be compiled ahead into a ReadyToRun image, nor can what calls it.
    private readonly ulong _incrementHigh, _incrementLow;
    private ulong _high, _low;

    /// <summary>Makes the generator of a seed sequence.</summary>
    public Pcg64(SeedSequence seed)
    {
        Span<ulong> words = stackalloc ulong[4];
        seed.GenerateState(words);
        (_incrementHigh, _incrementLow) = (words[2] << 1 | words[3] >> 63, words[3] << 1 | 1);
        (_high, _low) = (words[0], words[1]);
        Increase(_high, _low);
        Step();
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
        Step();
        return BitOperations.RotateRight(_high ^ _low, (int)(_high >> 58));
    }

    /// <summary>Multiplies the state and adds the increment.</summary>
    private void Step()
    {
        ulong high = Math.BigMul(_low, MultiplierLow, out ulong low);
        Increase(high + _high * MultiplierLow + _low * MultiplierHigh, low);
    }

    /// <summary>Sets the state to a number and the increment.</summary>
    private void Increase(ulong high, ulong low)
    {
        low += _incrementLow;
        _low = low;
        _high = high + _incrementHigh + (low < _incrementLow ? 1UL : 0);
    }

    /// <summary>Moves on as if <paramref name="draws"/> numbers had been drawn, in logarithmic time.</summary>
    public void Advance(ulong draws)
    {
        // The composition of n steps x -> a x + c is again such a step; a and c by repeated squaring.
        UInt128 multiplier = new(MultiplierHigh, MultiplierLow), increment = new(_incrementHigh, _incrementLow), totalMultiplier = 1, totalIncrement = 0;
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

        UInt128 state = new UInt128(_high, _low) * totalMultiplier + totalIncrement;
        (_high, _low) = ((ulong)(state >> 64), (ulong)state);
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
    // Hot from the first call on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = NextDouble();
    }
}
