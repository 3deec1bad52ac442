using System.Globalization;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Read;

/// <summary>The columns of a file whose numbers change once they are held in single precision: keys near a billion, Unix seconds.</summary>
/// <remarks>
/// Nearly every decimal number changes a little, which no model minds. A column is named where a whole number becomes another one, or
/// where numbers change by more than a hundred-thousandth of the column's range, so that rows may pass to the other side of a threshold.
/// </remarks>
internal sealed class RoundedColumns(int columnCount)
{
    private const float FirstGap = 1 << 24;     // every whole number up to here is a float
    private const int SafeLength = 8;           // a cell as short has no more digits than a float holds
    private const double LargestPart = 1e-5;

    private readonly Column[] _columns = new Column[columnCount];

    /// <summary>Takes a cell in.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="cell">What is written there.</param>
    /// <param name="number">What it is held as.</param>
    public void Add(int column, ReadOnlySpan<char> cell, float number)
    {
        ref Column seen = ref _columns[column];
        if (!seen.IsSeen) (seen.IsSeen, seen.Least, seen.Most) = (true, number, number);
        if (number < seen.Least) seen.Least = number;
        if (number > seen.Most) seen.Most = number;
        if (Math.Abs(number) < FirstGap && cell.Length <= SafeLength) return;

        double written = double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture), change = Math.Abs(written - number);
        bool isWhole = Math.Floor(written) == written;
        if (change == 0 || seen.IsWhole && !isWhole || change <= seen.Change && seen.IsWhole == isWhole) return;
        (seen.Change, seen.IsWhole, seen.Written, seen.Held) = (change, isWhole, cell.ToString(), number);
    }

    /// <summary>A sentence for every column that is to be named.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="columns">The columns' names.</param>
    public IEnumerable<string> Notes(string name, IReadOnlyList<string> columns)
    {
        for (int j = 0; j < _columns.Length; j++)
        {
            Column seen = _columns[j];
            double range = (double)seen.Most - seen.Least;
            if (seen.Written is null || !seen.IsWhole && (range == 0 || seen.Change <= LargestPart * range)) continue;
            string held = ((double)seen.Held).ToString(seen.IsWhole ? "F0" : "R", CultureInfo.InvariantCulture);
            yield return $"{name}, column {InputException.Quote(columns[j])}: numbers are held in single precision (about 7 digits), so {seen.Written} became {held}, "
                + "and what is computed of such numbers can be wrong; subtract a constant from the column before training and here (seconds since 2020, not since 1970), "
                + "or leave the column out if it is a key";
        }
    }

    private struct Column
    {
        public bool IsSeen, IsWhole;
        public float Least, Most, Held;
        public double Change;
        public string? Written;
    }
}
