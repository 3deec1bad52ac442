namespace CteFast.Thinning;

/// <summary>Finds where indices of points stand in an input. Owns its scratch.</summary>
internal sealed class PlaceMap
{
    private readonly AlignedBuffer<int> _map = new();

    /// <summary>The first place of every index in the input. Looks through the input for each where that is less work than a map of all points.</summary>
    /// <exception cref="ArgumentException">An index is not in the input.</exception>
    public void Find(int pointCount, ReadOnlySpan<int> input, ReadOnlySpan<int> indices, Span<int> places)
    {
        if ((long)input.Length * indices.Length <= pointCount)
        {
            for (int i = 0; i < indices.Length; i++) places[i] = Found(input.IndexOf(indices[i]), indices[i]);
            return;
        }

        Span<int> map = _map.Ensure(pointCount);
        map.Fill(-1);
        for (int i = input.Length - 1; i >= 0; i--) map[input[i]] = i;
        for (int i = 0; i < indices.Length; i++) places[i] = Found((uint)indices[i] < (uint)map.Length ? map[indices[i]] : -1, indices[i]);

        static int Found(int place, int index) =>
            place >= 0 ? place : throw new ArgumentException($"Point {index} is not one of the input.", nameof(indices));
    }

    /// <summary>Whether places are those of all of the input, each once.</summary>
    public bool AreAll(ReadOnlySpan<int> places, int count)
    {
        if (places.Length != count) return false;
        Span<int> seen = _map.EnsureZero(count);
        foreach (int place in places)
        {
            if (seen[place]++ > 0) return false;
        }

        return true;
    }
}
