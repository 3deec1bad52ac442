namespace CteFast.MLNet.Columns;

/// <summary>Writes a column's values of a cursor's row, as floats.</summary>
internal delegate void CellReader(Span<float> destination);
