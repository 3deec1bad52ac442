using System.Globalization;
using System.Text;
using CteFast.Tables.Inputs;

namespace CteFast.Tables.Columns;

/// <summary>Writes a column's values of some rows as cells of lines of a CSV file.</summary>
internal sealed class LineSink(string name, Place place, Dictionary<long, StringBuilder> lines, bool isFirst) : ColumnSink(name, place)
{
    /// <summary>Writes rows as lines.</summary>
    /// <param name="input">The table.</param>
    /// <param name="lines">By row, its line.</param>
    /// <param name="header">Receives the columns' names.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>How many of the rows there are.</returns>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static long ReadLines(TableInput input, Dictionary<long, string> lines, out string? header, CancellationToken cancellationToken)
    {
        Dictionary<long, StringBuilder> building = lines.Keys.ToDictionary(row => row, _ => new StringBuilder());
        ColumnSink[] sinks = [.. input.Columns.Select((column, j) => new LineSink(column, input.Place, building, j == 0))];
        long rows = 0;
        foreach (int count in input.Batches(sinks, progress: null, cancellationToken)) rows += count;
        foreach ((long row, StringBuilder line) in building) lines[row] = line.ToString();
        header = string.Join(',', input.Columns.Select(Cell));
        return lines.Keys.Count(row => row < rows);
    }

    /// <inheritdoc/>
    public override bool TakesTexts => true;

    /// <inheritdoc/>
    public override void AddNumber(double value) => Write(value.ToString("R", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override void AddText(ReadOnlySpan<char> text)
    {
        if (lines.ContainsKey(Place.Row)) Write(Cell(text.ToString()));
    }

    /// <inheritdoc/>
    public override void AddDate(DateTime date) => Write(date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override void AddBoolean(bool value) => Write(value ? "true" : "false");

    /// <inheritdoc/>
    public override (Data.Feature Feature, float[]? Map)? Finish(List<TableFinding> findings) => null;

    /// <inheritdoc/>
    protected override void OnMissing() => Write("");

    private void Write(string cell)
    {
        if (!lines.TryGetValue(Place.Row, out StringBuilder? line)) return;
        if (!isFirst) line.Append(',');
        line.Append(cell);
    }

    private static string Cell(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
