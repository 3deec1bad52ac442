namespace CteFast.Explain.Global.Effects;

/// <summary>Where rows lie on a grid: in one bin between two edges, or at a level, beside which one or two steps to its neighbours lie.</summary>
internal sealed class LocalAxis
{
    private readonly FeatureGrid _grid;
    private readonly Dictionary<float, int>? _levels;

    public LocalAxis(FeatureGrid grid)
    {
        if (grid.Points.Length < 2)
            throw new ArgumentException($"Local effects of feature {grid.Feature} need at least two points; it has one, so the feature may be constant.", nameof(grid));
        _grid = grid;
        if (!grid.IsCategorical) return;
        _levels = [];
        for (int i = 0; i < grid.Points.Length; i++) _levels[grid.Points[i]] = i;
    }

    public int Feature => _grid.Feature;

    public int Points => _grid.Points.Length;

    /// <summary>The bins, or steps between levels.</summary>
    public int Bins => Points - 1;

    public float Point(int index) => _grid.Points[index];

    /// <summary>
    /// Where a value lies: the bins it counts in, first to last, and the points that it stands between, first to last; a bin too many at
    /// the end (first &gt; last) where it lies outside or is missing.
    /// </summary>
    public Place Locate(float value)
    {
        if (_levels is not null)
        {
            return _levels.TryGetValue(value, out int level) ? new Place(Math.Max(0, level - 1), Math.Min(Bins - 1, level), level, level) : Place.Outside;
        }

        int at = _grid.Points.BinarySearch(value);
        int bin = at >= 0 ? Math.Max(0, at - 1) : ~at - 1;
        return bin < 0 || bin >= Bins ? Place.Outside : new Place(bin, bin, bin, bin + 1);
    }
}

/// <summary>Where a row lies on an axis; see <see cref="LocalAxis.Locate"/>.</summary>
internal readonly record struct Place(int FirstBin, int LastBin, int LowPoint, int HighPoint)
{
    public static readonly Place Outside = new(0, -1, 0, -1);
}
