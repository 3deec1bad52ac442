using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Read;

/// <summary>The cells of columns of a CSV file as numbers, in no more memory than they need.</summary>
internal sealed class NumberTable
{
    private readonly string _name;

    /// <summary>Makes room for the rows of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="columnCount">The columns that will be read.</param>
    public NumberTable(CsvFile file, int columnCount)
    {
        _name = file.Name;
        long lines = file.CountLines();
        if (lines * columnCount * sizeof(float) > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes || lines > PointSetBuilder<float>.LargestCount(columnCount))
            throw new InputException($"{_name} with {lines} lines is too large for memory; ctefast compress --method stream takes any size");
        Rows = new PointSetBuilder<float>(columnCount, (int)lines);
    }

    /// <summary>The rows, to be laid out as points.</summary>
    public PointSetBuilder<float> Rows { get; }

    /// <summary>The same cells to be shown, where floats stand for other numbers so that trees compare them exactly; else the table itself.</summary>
    public NumberTable Shown { get => field ?? this; init; }

    /// <summary>Row-major cells.</summary>
    public ReadOnlySpan<float> Values => Rows.Rows;

    /// <summary>The number of columns read.</summary>
    public int ColumnCount => Rows.FeatureCount;

    /// <summary>The number of rows.</summary>
    public int RowCount => Rows.Count;

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<float> row) => Rows.Add(row);

    /// <summary>Throws if there are no rows.</summary>
    public void CheckNotEmpty()
    {
        if (RowCount == 0)
            throw new InputException($"{_name} has a header but no rows; there is nothing to read");
    }

    /// <summary>Copies rows, row-major.</summary>
    public float[] Take(ReadOnlySpan<int> rows)
    {
        float[] taken = new float[rows.Length * ColumnCount];
        for (int i = 0; i < rows.Length; i++)
            Values.Slice(rows[i] * ColumnCount, ColumnCount).CopyTo(taken.AsSpan(i * ColumnCount));
        return taken;
    }
}
