using CteFast.Explain.Averaging;

namespace CteFast.Explain.Global.Sage;

/// <summary>
/// What the estimate is an average of: units of one row, one ordering and some background rows. The coalitions of a unit are what stands before a
/// place in the ordering (permutation), or before and after one drawn place (kernel); the losses of a unit give one contribution a feature.
/// </summary>
internal sealed class SageUnits
{
    private readonly int[] _rows;
    private readonly int[] _orderings;
    private readonly int[] _splits;             // units, or none for the permutation estimator
    private readonly int[] _backgroundRows;     // of every unit, or none where each has all

    private SageUnits(int[] rows, int[] orderings, int[] splits, int[] backgroundRows, int rowsEach, Background background)
    {
        (_rows, _orderings, _splits, _backgroundRows, RowsEach, FeatureCount) = (rows, orderings, splits, backgroundRows, rowsEach, background.FeatureCount);
        VarianceLeft = 1 - (double)rowsEach / background.Count;
    }

    public int Count => _rows.Length;

    public int FeatureCount { get; }

    /// <summary>The background rows of a unit.</summary>
    public int RowsEach { get; }

    /// <summary>Whether a unit has only some of the background rows.</summary>
    public bool Own => _backgroundRows.Length > 0;

    /// <summary>What is left of the variance of a mean of so many rows, drawn without replacement.</summary>
    public double VarianceLeft { get; }

    public bool IsKernel => _splits.Length > 0;

    /// <summary>The coalitions of a unit, neither empty nor all.</summary>
    public int Coalitions => CoalitionsOf(IsKernel, FeatureCount);

    public int ModelRows => Coalitions * RowsEach;

    public static int CoalitionsOf(bool isKernel, int featureCount) => featureCount == 1 ? 0 : isKernel ? 2 : featureCount - 1;

    /// <summary>Draws units.</summary>
    /// <param name="rows">The row of each unit.</param>
    /// <param name="background">The background.</param>
    /// <param name="rowsEach">The background rows of a unit; all of them where there are no more.</param>
    /// <param name="isKernel">Whether coalitions are drawn rather than walked to.</param>
    /// <param name="random">The random numbers.</param>
    public static SageUnits Draw(int[] rows, Background background, int rowsEach, bool isKernel, ref Pcg64 random)
    {
        int d = background.FeatureCount;
        int[] orderings = Orderings.Draw(rows.Length, d, ref random), splits = isKernel && d > 1 ? new int[rows.Length] : [];
        for (int i = 0; i < splits.Length; i++) splits[i] = DrawSplit(d, ref random);
        if (rowsEach >= background.Count) return new SageUnits(rows, orderings, splits, [], background.Count, background);
        // Every round through the background is shuffled anew, so that its rows meet others each time.
        int[] drawn = new int[checked(rows.Length * rowsEach)], round = new int[background.Count];
        for (int i = 0; i < drawn.Length; i++)
        {
            if (i % round.Length == 0)
            {
                DrawByWeight(background.Weights, round, random.NextDouble());
                Shuffle(round, ref random);
            }

            drawn[i] = round[i % round.Length];
        }

        return new SageUnits(rows, orderings, splits, drawn, rowsEach, background);
    }

    /// <summary>One given ordering for each row, over the whole background.</summary>
    public static SageUnits Of(int[] orderings, Background background) =>
        new([.. Enumerable.Range(0, orderings.Length / background.FeatureCount)], orderings, [], [], background.Count, background);

    public int Row(int unit) => _rows[unit];

    public ReadOnlySpan<int> Ordering(int unit) => _orderings.AsSpan(unit * FeatureCount, FeatureCount);

    /// <summary>The features of a coalition.</summary>
    public ReadOnlySpan<int> Coalition(int unit, int coalition) => !IsKernel ? Ordering(unit)[..(coalition + 1)]
        : coalition == 0 ? Ordering(unit)[.._splits[unit]] : Ordering(unit)[_splits[unit]..];

    public int BackgroundRow(int unit, int index) => Own ? _backgroundRows[unit * RowsEach + index] : index;

    public static void Shuffle(Span<int> items, ref Pcg64 random)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Every row as often as its weight says, give or take one; equal weights give each row once.</summary>
    private static void DrawByWeight(ReadOnlySpan<double> weights, Span<int> drawn, double shift)
    {
        double reached = weights[0];
        int row = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            while ((i + shift) / drawn.Length >= reached && row + 1 < weights.Length) reached += weights[++row];
            drawn[i] = row;
        }
    }

    /// <summary>The size s of a coalition, in proportion to 1 / (s (d − s)).</summary>
    private static int DrawSplit(int d, ref Pcg64 random)
    {
        double total = 0;
        for (int size = 1; size < d; size++) total += 1.0 / size / (d - size);
        double left = random.NextDouble() * total;
        for (int size = 1; size < d - 1; size++)
        {
            left -= 1.0 / size / (d - size);
            if (left < 0) return size;
        }

        return d - 1;
    }
}
