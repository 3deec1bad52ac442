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
    private readonly bool _own;

    private PermutationPlan(int[] orderings, int featureCount, int rows, int units, bool own)
    {
        (_orderings, FeatureCount, _rows, Units, _own) = (orderings, featureCount, rows, units, own);
        Groups = own ? rows : units / rows;
    }

    public int FeatureCount { get; }

    /// <summary>The pairs of an ordering and a background row.</summary>
    public int Units { get; }

    public int Groups { get; }

    public int UnitsPerGroup => Units / Groups;

    /// <summary>The model rows of a unit.</summary>
    public int RowsPerUnit => 2 * (FeatureCount - 1);

    /// <summary>The background rows that a budget can use, unless a number is asked for.</summary>
    public static int BackgroundRows(int modelRows, int featureCount, BackgroundMode mode, int asked)
    {
        const int Shared = 64;
        int units = Affordable(modelRows, featureCount);
        int wanted = asked > 0 ? asked : mode == BackgroundMode.Own ? units : Shared;
        if (mode == BackgroundMode.Own) return Math.Min(wanted, units);
        if (units >= wanted || asked > 0) return wanted;
        return Math.Max(1, units);
    }

    /// <summary>Draws the orderings.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one ordering over the background.</exception>
    public static PermutationPlan Create(int modelRows, int featureCount, BackgroundMode mode, int rows, long seed)
    {
        int repeats = Affordable(modelRows, featureCount) / rows;
        if (repeats < 1)
        {
            throw new ArgumentException(
                $"A budget of {modelRows} model rows is too small for one ordering of {featureCount} features over {rows} background rows: "
                + $"allow at least {(long)rows * 2 * (featureCount - 1)} model rows or use fewer background rows.", nameof(modelRows));
        }

        var random = new Pcg64(new SeedSequence(seed).Child(2));
        bool own = mode == BackgroundMode.Own;
        int[] orderings = Orderings.Draw(own ? rows * repeats : repeats, featureCount, ref random);
        return new PermutationPlan(orderings, featureCount, rows, rows * repeats, own);
    }

    /// <summary>The units of a group are consecutive.</summary>
    public int GroupOf(int unit) => unit / UnitsPerGroup;

    public int BackgroundRow(int unit) => _own ? unit / UnitsPerGroup : unit % _rows;

    public ReadOnlySpan<int> Ordering(int unit) => _orderings.AsSpan((_own ? unit : unit / _rows) * FeatureCount, FeatureCount);

    private static int Affordable(int modelRows, int featureCount)
    {
        // A single feature costs nothing beyond f(x) and f(z).
        int cost = Math.Max(1, 2 * (featureCount - 1));
        if (modelRows < cost)
        {
            throw new ArgumentException(
                $"A budget of {modelRows} model rows is too small for one ordering of {featureCount} features, forward and back: allow at least {cost}.", nameof(modelRows));
        }

        return modelRows / cost;
    }
}
