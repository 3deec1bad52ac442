using System.Runtime.InteropServices;

namespace CteFast.Numerics.LinearAlgebra;

/// <summary>A matrix in memory that belongs to the caller: element (i, j) stands at i·RowStep + j·ColumnStep.</summary>
internal readonly ref struct MatrixView<T>
    where T : unmanaged
{
    private readonly ReadOnlySpan<T> _values;

    private MatrixView(ReadOnlySpan<T> values, int rows, int columns, int rowStep, int columnStep)
    {
        _values = values;
        Rows = rows;
        Columns = columns;
        RowStep = rowStep;
        ColumnStep = columnStep;
    }

    /// <summary>Row-major values, one row after the other.</summary>
    public MatrixView(ReadOnlySpan<T> values, int rows, int columns)
        : this(values, rows, columns, columns)
    {
    }

    /// <summary>Row-major values, rows <paramref name="stride"/> apart.</summary>
    public MatrixView(ReadOnlySpan<T> values, int rows, int columns, int stride)
        : this(values, rows, columns, stride, 1)
    {
        if (stride < columns || (rows > 0 && values.Length < (long)(rows - 1) * stride + columns))
            throw new ArgumentException($"{values.Length} values do not hold {rows} rows of {columns}, {stride} apart.", nameof(values));
    }

    public int Rows { get; }

    public int Columns { get; }

    public int RowStep { get; }

    public int ColumnStep { get; }

    /// <summary>The same values, rows as columns.</summary>
    public MatrixView<T> Transposed => new(_values, Columns, Rows, ColumnStep, RowStep);

    public ref readonly T GetPinnableReference() => ref MemoryMarshal.GetReference(_values);
}
