using System.Globalization;

namespace CteFast.Tables.Columns;

/// <summary>Sees whether the numbers of a column change once they are held in single precision: keys near a billion, Unix seconds.</summary>
/// <remarks>
/// Nearly every decimal number changes a little, which no model minds. A column is named where a whole number becomes another one, or where numbers change by
/// more than a hundred-thousandth of the column's range, so that rows may pass to the other side of a threshold.
/// </remarks>
internal struct SinglePrecision
{
    private const double LargestPart = 1e-5;

    private bool _isSeen, _isWhole;
    private float _least, _most, _held;
    private double _change, _written;

    /// <summary>Takes a number in.</summary>
    public void Add(double written, float held)
    {
        if (!_isSeen) (_isSeen, _least, _most) = (true, held, held);
        if (held < _least) _least = held;
        if (held > _most) _most = held;
        double change = Math.Abs(written - held);
        if (change == 0) return;
        bool isWhole = Math.Floor(written) == written;
        if ((_isWhole && !isWhole) || (change <= _change && isWhole == _isWhole)) return;
        (_change, _isWhole, _written, _held) = (change, isWhole, written, held);
    }

    /// <summary>The sentence for a column that is to be named, or null.</summary>
    public readonly TableFinding? Finding(string column)
    {
        double range = (double)_most - _least;
        if (_change == 0 || (!_isWhole && (range == 0 || _change <= LargestPart * range))) return null;
        string held = ((double)_held).ToString(_isWhole ? "F0" : "R", CultureInfo.InvariantCulture), written = _written.ToString("R", CultureInfo.InvariantCulture);
        return new TableFinding(TableFindingKind.SinglePrecision, column, $"column {TableException.Quote(column)}: numbers are held in single precision (about 7 digits), so {written} became {held}, "
            + "and what is computed of such numbers can be wrong; subtract a constant from the column before training and here (seconds since 2020, not since 1970), "
            + "or leave the column out if it is a key");
    }
}
