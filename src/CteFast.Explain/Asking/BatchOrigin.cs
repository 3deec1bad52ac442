namespace CteFast.Explain.Asking;

/// <summary>Where the rows of a batch come from, so that an error message can name one: by default, they were composed.</summary>
internal readonly ref struct BatchOrigin
{
    private readonly ReadOnlySpan<int> _indices;
    private readonly int _first;
    private readonly bool _isGiven;

    private BatchOrigin(ReadOnlySpan<int> indices, int first, ReadOnlySpan<float> finiteRow, bool isGiven)
    {
        _indices = indices;
        _first = first;
        _isGiven = isGiven;
        FiniteRow = finiteRow;
    }

    /// <summary>A row that the model gives finite outputs for, or none. Its values show which feature of another row causes NaN.</summary>
    public ReadOnlySpan<float> FiniteRow { get; }

    /// <summary>Rows that the caller gave, one after the other from an index on.</summary>
    public static BatchOrigin Given(int first) => new([], first, [], isGiven: true);

    /// <summary>Rows that the caller gave, by their indices.</summary>
    public static BatchOrigin Given(ReadOnlySpan<int> indices) => new(indices, 0, [], isGiven: true);

    /// <summary>Composed rows, and a row known to be predicted well.</summary>
    public static BatchOrigin Composed(ReadOnlySpan<float> finiteRow) => new([], 0, finiteRow, isGiven: false);

    /// <summary>The name of a row of the batch.</summary>
    public string NameOf(int row) => !_isGiven ? "a row composed of several" : $"row {(_indices.IsEmpty ? _first + row : _indices[row])}";
}
