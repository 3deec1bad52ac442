namespace CteFast.Explain.Asking;

/// <summary>Where the rows of a batch come from, so that an error message can name one: by default, they were composed.</summary>
internal readonly ref struct BatchOrigin
{
    private readonly ReadOnlySpan<int> _indices;
    private readonly int _first;
    private readonly Kind _kind;

    private BatchOrigin(ReadOnlySpan<int> indices, int first, ReadOnlySpan<float> finiteRow, Kind kind)
    {
        _indices = indices;
        _first = first;
        _kind = kind;
        FiniteRow = finiteRow;
    }

    /// <summary>A row that the model gives finite outputs for, or none. Its values show which feature of another row causes NaN.</summary>
    public ReadOnlySpan<float> FiniteRow { get; }

    /// <summary>Rows that the caller gave, one after the other from an index on.</summary>
    public static BatchOrigin Given(int first) => new([], first, [], Kind.Given);

    /// <summary>Rows that the caller gave, by their indices.</summary>
    public static BatchOrigin Given(ReadOnlySpan<int> indices) => new(indices, 0, [], Kind.Given);

    /// <summary>The one row that is explained, and a row known to be predicted well.</summary>
    public static BatchOrigin Explained(ReadOnlySpan<float> finiteRow) => new([], 0, finiteRow, Kind.Explained);

    /// <summary>The name of a row of the batch.</summary>
    public string NameOf(int row) => _kind switch
    {
        Kind.Given => $"row {(_indices.IsEmpty ? _first + row : _indices[row])}",
        Kind.Explained => "the row explained",
        _ => "a row composed of several",
    };

    private enum Kind
    {
        Composed,
        Given,
        Explained,
    }
}
