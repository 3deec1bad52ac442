using CteFast.Explain.Averaging;

namespace CteFast.Explain.Global.Sage;

/// <summary>
/// The units that the estimate is an average over. A unit is one row, one ordering of the features and the background rows drawn for it. Its coalitions are
/// the beginnings of the ordering (permutation estimator), or the two parts that one drawn place cuts it into (kernel estimator). The losses of its
/// coalitions give one contribution to the value of each feature.
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

    /// <summary>Whether background rows are drawn for each unit; otherwise each has all of them.</summary>
    public bool IsPaired => _backgroundRows.Length > 0;

    /// <summary>The factor by which drawing without replacement makes the variance of a mean of <see cref="RowsEach"/> rows smaller.</summary>
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
        // Every round through the background is shuffled anew, so that its rows meet others each time. A unit takes all its rows from one round: drawn without replacement, as the correction
        // of the loss supposes.
        int[] drawn = new int[checked(rows.Length * rowsEach)], round = new int[background.Count];
        for (int unit = 0, left = 0; unit < rows.Length; unit++, left -= rowsEach)
        {
            if (left < rowsEach)
            {
                DrawByWeight(background.Weights, round, random.NextDouble());
                Shuffle(round, ref random);
                left = round.Length;
            }

            round.AsSpan(round.Length - left, rowsEach).CopyTo(drawn.AsSpan(unit * rowsEach));
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

    public int BackgroundRow(int unit, int index) => IsPaired ? _backgroundRows[unit * RowsEach + index] : index;

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
