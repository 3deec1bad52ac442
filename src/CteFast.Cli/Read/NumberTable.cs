namespace CteFast.Cli.Read;

/// <summary>The cells of some columns of a CSV file, as numbers.</summary>
/// <param name="Values">Row-major cells, all finite.</param>
/// <param name="ColumnCount">The number of columns read.</param>
/// <param name="Lines">Where each row stands in the file's text.</param>
internal sealed record NumberTable(float[] Values, int ColumnCount, IReadOnlyList<Range> Lines)
{
    /// <summary>The number of rows.</summary>
    public int RowCount => Lines.Count;

    /// <summary>Copies some rows, row-major.</summary>
    public float[] Take(ReadOnlySpan<int> rows)
    {
        float[] taken = new float[rows.Length * ColumnCount];
        for (int i = 0; i < rows.Length; i++)
            Values.AsSpan(rows[i] * ColumnCount, ColumnCount).CopyTo(taken.AsSpan(i * ColumnCount));
        return taken;
    }
}
