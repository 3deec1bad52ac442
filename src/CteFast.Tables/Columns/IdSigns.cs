namespace CteFast.Tables.Columns;

/// <summary>Sees whether the numbers of a column are keys: whole, none of them twice, and counted one by one or called so.</summary>
/// <param name="name">The column's name: only the numbers of one that is called a key are kept to be compared.</param>
internal sealed class IdSigns(string name)
{
    private const int FewestRows = 8;
    private const int MostKept = 1 << 20;

    private readonly bool _isCalledSo = IsCalledSo(name);
    private readonly HashSet<double> _seen = [];
    private long _count;
    private double _last;
    private bool _isWhole = true, _isCounted = true, _isRising = true, _isDifferent = true;

    /// <summary>Takes a number in.</summary>
    public void Add(double value)
    {
        if (!_isWhole) return;
        _isWhole = Math.Floor(value) == value;
        if (_count++ > 0)
        {
            _isCounted &= value == _last + 1;
            _isRising &= value > _last;
        }
        else
        {
            _isCounted = value is 0 or 1;
        }

        _last = value;
        if (!_isDifferent || !_isCalledSo) return;

        // Numbers that rise are different: only the others are kept, up to a bound.
        if (_seen.Count < MostKept) _isDifferent = _seen.Add(value) || _isRising;
        else _isDifferent = _isRising;
        if (!_isWhole || !_isDifferent) _seen.Clear();
    }

    /// <summary>Whether they are keys.</summary>
    public bool IsId => _count >= FewestRows && _isWhole && (_isCounted || (_isDifferent && _isCalledSo));

    private static bool IsCalledSo(string name) => name.Length == 0 || name.Equals("index", StringComparison.OrdinalIgnoreCase) || name.Equals("key", StringComparison.OrdinalIgnoreCase)
        || name.Equals("id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || name.EndsWith(" id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("ID", StringComparison.Ordinal);
}
