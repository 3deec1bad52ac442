using CteFast.Numerics;

namespace CteFast.Explain.Shap;

/// <summary>Which ordering meets which background row: a list of units, walked forward and back, and the groups they are averaged in.</summary>
/// <remarks>
/// A unit costs 2(d − 1) model rows: f(z) is known and f(x) is shared. With own orderings a group is a background row and its
/// orderings; with a shared background it is an ordering and all rows. Groups are what standard errors are taken over.
/// </remarks>
internal sealed class PermutationPlan
{
    private readonly int[] _orderings;
    private readonly int _rows;

    private PermutationPlan(int[] orderings, int featureCount, int rows, int units, bool own)
    {
        (_orderings, FeatureCount, _rows, Units, Own) = (orderings, featureCount, rows, units, own);
        Groups = own ? rows : units / rows;
    }

    public int FeatureCount { get; }

    /// <summary>Whether every background row has orderings of its own.</summary>
    public bool Own { get; }

    /// <summary>The pairs of an ordering and a background row.</summary>
    public int Units { get; }

    public int Groups { get; }

    public int UnitsPerGroup => Units / Groups;

    /// <summary>The model rows of a unit.</summary>
    public int RowsPerUnit => 2 * (FeatureCount - 1);

    /// <summary>The background rows to choose: the number asked for or, without one, what the budget can use; never more than there are.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one ordering over them.</exception>
    public static int BackgroundRows(in ExplainOptions options, int featureCount, int available)
    {
        const int Shared = 64;
        int units = Math.Max(1, options.ModelRows / Cost(featureCount));
        int usable = options.Background == BackgroundMode.Own ? units : Math.Min(Shared, units);
        int rows = Math.Min(options.BackgroundSize > 0 ? options.BackgroundSize : usable, available);
        _ = Repeats(options, featureCount, rows);
        return rows;
    }

    /// <summary>Draws the orderings.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one ordering over the background.</exception>
    public static PermutationPlan Create(in ExplainOptions options, int featureCount, int rows)
    {
        int repeats = Repeats(options, featureCount, rows);
        var random = new Pcg64(new SeedSequence(options.Seed).Child(2));
        return Of(Orderings.Draw(options.Background == BackgroundMode.Own ? rows * repeats : repeats, featureCount, ref random), featureCount, rows, options.Background);
    }

    /// <summary>A plan of given orderings, one after the other: as many for every row (own), or each for all rows (shared).</summary>
    public static PermutationPlan Of(int[] orderings, int featureCount, int rows, BackgroundMode mode)
    {
        int count = orderings.Length / featureCount;
        return mode == BackgroundMode.Own
            ? new PermutationPlan(orderings, featureCount, rows, count, own: true)
            : new PermutationPlan(orderings, featureCount, rows, count * rows, own: false);
    }

    /// <summary>The units of a group are consecutive.</summary>
    public int GroupOf(int unit) => unit / UnitsPerGroup;

    public int BackgroundRow(int unit) => Own ? unit / UnitsPerGroup : unit % _rows;

    public ReadOnlySpan<int> Ordering(int unit) => _orderings.AsSpan((Own ? unit : unit / _rows) * FeatureCount, FeatureCount);

    private static int Repeats(in ExplainOptions options, int featureCount, int rows)
    {
        int repeats = options.ModelRows / Cost(featureCount) / rows;
        if (repeats < 1)
        {
            throw new ArgumentException(
                $"A budget of {options.ModelRows} model rows is too small for one ordering of {featureCount} features, forward and back, over {rows} background {(rows == 1 ? "row" : "rows")}: "
                + $"allow at least {(long)rows * Cost(featureCount)}{(rows == 1 ? "" : " or use fewer background rows")}.", nameof(options));
        }

        return repeats;
    }

    // A single feature costs nothing beyond f(x) and f(z); something must bound its units.
    private static int Cost(int featureCount) => Math.Max(1, 2 * (featureCount - 1));
}
