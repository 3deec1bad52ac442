namespace CteFast.Tables.Columns;

/// <summary>The values of a column in pieces: what grows is never copied, and each piece is let go when it is taken.</summary>
internal sealed class ColumnStore
{
    /// <summary>The values in a piece.</summary>
    public const int PieceLength = 1 << 13;

    private const int FirstLength = 1 << 5;

    private readonly List<float[]?> _pieces = [];
    private float[] _last = [];
    private int _used;

    /// <summary>The number of values.</summary>
    public int Count => _pieces.Count == 0 ? 0 : (_pieces.Count - 1) * PieceLength + _used;

    /// <summary>Adds a value.</summary>
    public void Add(float value)
    {
        if (_used == _last.Length) Grow();

        _last[_used++] = value;
    }

    // The first piece grows, so that a hundred thousand columns of few rows take little.
    private void Grow()
    {
        if (_pieces.Count == 1 && _last.Length < PieceLength)
        {
            Array.Resize(ref _last, 2 * _last.Length);
            _pieces[0] = _last;
            return;
        }

        _last = new float[_pieces.Count == 0 ? FirstLength : PieceLength];
        _used = 0;
        _pieces.Add(_last);
    }

    /// <summary>Forgets all values and keeps a piece for the next.</summary>
    public void Clear()
    {
        if (_pieces.Count == 0) return;
        _pieces.RemoveRange(0, _pieces.Count - 1);
        _used = 0;
    }

    /// <summary>Row-major rows of some columns, d of them and n long each; the columns are empty afterwards.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="maps">By column, what its values become; null where they stay.</param>
    public static float[] TakeRows(IReadOnlyList<ColumnStore> columns, IReadOnlyList<float[]?> maps)
    {
        int d = columns.Count, n = columns[0].Count;
        if ((long)n * d > Array.MaxLength) throw new InvalidOperationException($"{n} rows of {d} features are more values than an array holds ({Array.MaxLength}); want fewer columns");
        float[] rows = GC.AllocateUninitializedArray<float>(n * d);
        for (int piece = 0; piece * PieceLength < n; piece++)
        {
            int start = piece * PieceLength, length = Math.Min(PieceLength, n - start);
            for (int j = 0; j < d; j++)
            {
                ReadOnlySpan<float> values = columns[j]._pieces[piece].AsSpan(0, length);
                float[]? map = maps[j];
                for (int i = 0, at = start * d + j; i < values.Length; i++, at += d)
                    rows[at] = map is null || float.IsNaN(values[i]) ? values[i] : map[(int)values[i]];
                columns[j]._pieces[piece] = null;
            }
        }

        foreach (ColumnStore column in columns) column.Release();
        return rows;
    }

    private void Release()
    {
        _pieces.Clear();
        (_last, _used) = ([], 0);
    }
}
