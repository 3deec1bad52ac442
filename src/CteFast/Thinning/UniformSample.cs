namespace CteFast.Thinning;

/// <summary>Samples without replacement, every one of which is equally likely.</summary>
public static class UniformSample
{
    /// <summary>Brings a uniform sample of the items to the front, in random order; the other items follow.</summary>
    /// <remarks>The first steps of the Fisher-Yates shuffle: one random number an item drawn. Source: Knuth, <i>The Art of Computer Programming</i>, volume 2, algorithm P.</remarks>
    /// <param name="items">The items to draw from, n, such as the numbers 0 to n − 1.</param>
    /// <param name="size">The size of the sample, 0 to n.</param>
    /// <param name="random">The random numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not between 0 and n.</exception>
    public static void BringToFront(Span<int> items, int size, ref Pcg64 random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, items.Length);
        for (int i = 0; i < size; i++)
        {
            int drawn = i + random.NextInt32(items.Length - i);
            (items[i], items[drawn]) = (items[drawn], items[i]);
        }
    }

    /// <summary>Draws a permutation of the numbers 0 to n − 1, whatever stood there.</summary>
    /// <remarks>The shuffle from the inside out: one random number a place, and no numbers to write first.</remarks>
    /// <param name="destination">Receives the permutation, n.</param>
    /// <param name="random">The random numbers.</param>
    internal static void Permutation(Span<int> destination, ref Pcg64 random)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            int j = random.NextInt32(i + 1);
            destination[i] = destination[j];
            destination[j] = i;
        }
    }
}
