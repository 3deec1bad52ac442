namespace CteFast.Explain.Asking;

/// <summary>What the rows of a batch are, so that an error message can name one. By default they are composed: made of the row explained and background rows.</summary>
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

    /// <summary>A row for which the model gives finite outputs, or empty. With its values one can find out which feature of another row causes NaN.</summary>
    public ReadOnlySpan<float> FiniteRow { get; }

    /// <summary>Rows that the user gave: consecutive ones, from an index on.</summary>
    public static BatchOrigin Given(int first) => new([], first, [], Kind.Given);

    /// <summary>Rows that the user gave, with their indices.</summary>
    public static BatchOrigin Given(ReadOnlySpan<int> indices) => new(indices, 0, [], Kind.Given);

    /// <summary>The one row that is explained. With it comes a row whose outputs are finite.</summary>
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
