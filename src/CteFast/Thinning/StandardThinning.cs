namespace CteFast.Thinning;

/// <summary>Standard thinning: points at even distances, which need no kernel and no random numbers. What kernel thinning has to beat.</summary>
public static class StandardThinning
{
    /// <summary>Keeps every (n/c)-th of n points, counted back from the last; as even as can be where c does not divide n.</summary>
    /// <param name="count">The number of points, n.</param>
    /// <param name="destination">Receives the c places kept, in order and all different.</param>
    /// <exception cref="ArgumentOutOfRangeException">More places are asked for than there are points.</exception>
    public static void Thin(int count, Span<int> destination)
    {
        int size = destination.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, size);
        for (int i = 0; i < size; i++) destination[i] = (int)(count - 1 - (size - 1L - i) * count / size);
    }

    /// <summary>
    /// Places at even distances, the first <paramref name="halfSteps"/> half steps after <paramref name="offset"/>; all n places when n are asked for.
    /// </summary>
    internal static void Spread(int count, int halfSteps, Span<int> destination, int offset = 0)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = offset + (int)((2L * i + halfSteps) * count / (2L * destination.Length));
    }
}
