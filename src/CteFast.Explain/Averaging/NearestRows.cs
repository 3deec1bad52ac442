namespace CteFast.Explain.Averaging;

/// <summary>The neighbourhoods of background rows: for every row, or for every n-th where there are many, the row nearest to it on standardised features.</summary>
/// <remarks>
/// Rows may be equal, as those of whole numbers often are. The first of equal rows has the nearest of the others beside it, the rest have each other: equal rows stand for their place together, and
/// how many of them there are says nothing of how far the mean is off.
/// </remarks>
internal sealed class NearestRows
{
    /// <summary>The rows of a neighbourhood, the row itself first.</summary>
    public const int Size = 2;

    private const int MostCentres = 1024;

    private readonly int[] _rows;

    private NearestRows(int[] rows) => _rows = rows;

    /// <summary>The number of neighbourhoods.</summary>
    public int Count => _rows.Length / Size;

    /// <summary>The rows of a neighbourhood, the centre first.</summary>
    public ReadOnlySpan<int> this[int index] => _rows.AsSpan(index * Size, Size);

    /// <summary>Finds them, or null when there are fewer rows than make a neighbourhood.</summary>
    public static NearestRows? Of(Background background)
    {
        int n = background.Count, d = background.FeatureCount;
        if (n < Size) return null;
        float[] points = new float[n * d];
        for (int i = 0; i < points.Length; i++) points[i] = (float)background.Standardize(background.Rows[i], i % d);

        int step = (n + MostCentres - 1) / MostCentres, count = (n + step - 1) / step;
        int[] rows = new int[count * Size];
        Span<float> distances = stackalloc float[Size];
        for (int c = 0; c < count; c++)
        {
            Span<int> nearest = rows.AsSpan(c * Size, Size);
            distances.Fill(float.PositiveInfinity);
            (nearest[0], distances[0]) = (c * step, -1);
            bool isFirst = IsFirst(points, c * step, d);
            for (int i = 0; i < n; i++)
            {
                if (i == c * step) continue;
                float distance = Distance(points.AsSpan(c * step * d, d), points.AsSpan(i * d, d));
                // Taken last, where there is no other.
                if (distance == 0 && isFirst) distance = float.MaxValue;
                int place = Size;
                while (distance < distances[place - 1]) place--;
                if (place == Size) continue;
                distances[place..^1].CopyTo(distances[(place + 1)..]);
                nearest[place..^1].CopyTo(nearest[(place + 1)..]);
                (distances[place], nearest[place]) = (distance, i);
            }
        }

        return new NearestRows(rows);
    }

    private static bool IsFirst(float[] points, int row, int d)
    {
        ReadOnlySpan<float> point = points.AsSpan(row * d, d);
        for (int i = 0; i < row; i++)
        {
            if (points.AsSpan(i * d, d).SequenceEqual(point)) return false;
        }

        return true;
    }

    private static float Distance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        float sum = 0;
        for (int j = 0; j < left.Length; j++) sum += (left[j] - right[j]) * (left[j] - right[j]);
        return sum;
    }
}
