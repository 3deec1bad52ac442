using CteFast.Data;
using CteFast.Kernels;

namespace CteFast.Compression;

/// <summary>The tests of single features within a two-sample test, by the same arrangements of the bins.</summary>
/// <remarks>
/// <para>
/// A feature's values fall into cells: numbers, by their ranks, into 64 cells of about as many values, equal ones together; missing values into a cell of their own; a
/// category into its levels. With p_a the shares of bin a's rows in the cells, the mean kernel of bins is <c>H_ab = p_aᵀ K p_b</c>: K is the Gaussian kernel between
/// cells' ranks, 0 between missing and present, and the identity for categories. All rows of the bins count, not their coresets only, and the cost is O(n) a feature.
/// </para>
/// <para>
/// The statistic T_j of feature j is the greatest over the bandwidths of its squared MMD, less its mean and divided by its standard deviation over all arrangements, the real one
/// among them. The own p-value is the rank of the real T_j among all arrangements' T_j. With the features in descending order of the real T_j, the corrected one is
/// <c>p_(k) = max over i ≤ k of P(max over l ≥ i of T_(l) ≥ t_(i))</c>, the step-down maximum of Westfall and Young, <i>Resampling-Based Multiple Testing</i> (1993), algorithm 4.1 with the roles of
/// p-values and statistics exchanged: with many features it needs no more arrangements, as Holm's correction of p-values would.
/// </para>
/// </remarks>
internal sealed class FeatureTests
{
    // Kernels a hundredth of the median wide still see steps of two or three cells.
    private const int Cells = 64;

    // The last cell is that of missing values.
    private const int AllCells = Cells + 1;

    private readonly float[] _rows;
    private readonly FeatureKind[] _kinds;
    private readonly int[] _binOfRow;
    private readonly BinPlan _plan;
    private readonly float[][] _kernels;

    /// <summary>Prepares the tests.</summary>
    /// <param name="rows">Row-major rows, n x d: ranks, as of <see cref="SampleRanks"/>, codes of categories, and NaN.</param>
    /// <param name="kinds">What each of the d features is.</param>
    /// <param name="rowOfPlace">The rows of every bin, one bin after the other.</param>
    /// <param name="plan">The bins.</param>
    /// <param name="bandwidths">The squared bandwidths, in units of the median squared distance.</param>
    public FeatureTests(float[] rows, FeatureKind[] kinds, int[] rowOfPlace, BinPlan plan, IReadOnlyList<double> bandwidths)
    {
        (_rows, _kinds, _plan, _binOfRow) = (rows, kinds, plan, new int[rows.Length / kinds.Length]);
        Array.Fill(_binOfRow, -1);
        for (int place = 0; place < rowOfPlace.Length; place++) _binOfRow[rowOfPlace[place]] = place / plan.BinRows;
        // Two uniform numbers are less than 1 − √½ apart in half of all cases.
        double median = Math.Pow(1 - Math.Sqrt(0.5), 2);
        PointSet<float> centres = PointSet<float>.FromRows([.. Enumerable.Range(0, Cells).Select(cell => (cell + 0.5f) / Cells)], 1);
        _kernels = [.. bandwidths.Select(bandwidth => Between(centres, new GaussianKernel(bandwidth * median)))];
    }

    /// <summary>Tests every feature.</summary>
    /// <param name="permutations">Where the random arrangements start.</param>
    /// <param name="arrangements">The number of arrangements.</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="progress">Receives the fraction done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The features, the clearest difference first.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public FeatureDifference[] Run(Pcg64 permutations, int arrangements, int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        StepProgress? steps = StepProgress.Of(progress, (double)_kinds.Length * BinPermutations.Reports(arrangements));
        double[][] statistics = new double[_kinds.Length][];
        Threads.For(_kinds.Length, threads, feature =>
        {
            Pcg64 random = permutations;
            double[] means = BinMeans(feature);
            double[] squaredMmds = new double[means.Length / (_plan.Bins * _plan.Bins) * arrangements];
            BinPermutations.Fill(means, _plan.Bins, _plan.FirstBins, ref random, squaredMmds, arrangements, steps is null ? null : new EachReport(steps), cancellationToken);
            statistics[feature] = new double[arrangements];
            BinPermutations.Aggregate(squaredMmds, statistics[feature]);
        });
        return StepDown(statistics);
    }

    /// <summary>The features in descending order of their first statistic, with p-values among their statistics, own and corrected.</summary>
    internal static FeatureDifference[] StepDown(double[][] statistics)
    {
        int arrangements = statistics[0].Length;
        int[] order = [.. Enumerable.Range(0, statistics.Length).OrderByDescending(feature => statistics[feature][0])];
        var differences = new FeatureDifference[order.Length];
        double[] greatest = new double[arrangements];
        Array.Fill(greatest, double.NegativeInfinity);
        for (int place = order.Length - 1; place >= 0; place--)
        {
            double[] own = statistics[order[place]];
            for (int i = 0; i < arrangements; i++) greatest[i] = Math.Max(greatest[i], own[i]);
            // The feature has the greatest real statistic of itself and those after it.
            differences[place] = new FeatureDifference(order[place], BinPermutations.PValue(own), BinPermutations.PValue(greatest));
        }

        for (int place = 1; place < differences.Length; place++)
        {
            if (differences[place].CorrectedPValue < differences[place - 1].CorrectedPValue)
                differences[place] = differences[place] with { CorrectedPValue = differences[place - 1].CorrectedPValue };
        }

        return differences;
    }

    /// <summary>H of a feature for every bandwidth, one after the other.</summary>
    internal double[] BinMeans(int feature)
    {
        if (_kinds[feature] is FeatureKind.Numeric or FeatureKind.Ordered)
        {
            double[] shares = CellShares(feature);
            return [.. _kernels.SelectMany(kernel => Products(shares, Times(shares, kernel), AllCells))];
        }

        double[] levels = LevelShares(feature, out int count);
        return Products(levels, levels, count);
    }

    /// <summary>The share of every bin's rows in each cell of numbers, bins x cells.</summary>
    private double[] CellShares(int feature)
    {
        int present = 0;
        for (int at = feature; at < _rows.Length; at += _kinds.Length) present += float.IsNaN(_rows[at]) ? 0 : 1;
        double perRank = (double)Cells / present, part = 1.0 / _plan.BinRows;
        double[] shares = new double[_plan.Bins * AllCells];
        for (int row = 0; row < _binOfRow.Length; row++)
        {
            float rank = _rows[row * _kinds.Length + feature];
            if (_binOfRow[row] >= 0) shares[_binOfRow[row] * AllCells + (float.IsNaN(rank) ? Cells : (int)((rank + 0.5) * perRank))] += part;
        }

        return shares;
    }

    /// <summary>The share of every bin's rows at each level, bins x levels.</summary>
    private double[] LevelShares(int feature, out int count)
    {
        Dictionary<float, int> levels = [];
        for (int at = feature; at < _rows.Length; at += _kinds.Length) levels.TryAdd(_rows[at], levels.Count);
        count = levels.Count;
        double part = 1.0 / _plan.BinRows;
        double[] shares = new double[_plan.Bins * count];
        for (int row = 0; row < _binOfRow.Length; row++)
        {
            if (_binOfRow[row] >= 0) shares[_binOfRow[row] * count + levels[_rows[row * _kinds.Length + feature]]] += part;
        }

        return shares;
    }

    private static double[] Times(double[] shares, float[] kernel)
    {
        double[] products = new double[shares.Length];
        for (int bin = 0; bin < shares.Length; bin += AllCells)
        {
            for (int from = 0; from < AllCells; from++)
            {
                if (shares[bin + from] == 0) continue;
                for (int to = 0; to < AllCells; to++) products[bin + to] += shares[bin + from] * kernel[from * AllCells + to];
            }
        }

        return products;
    }

    /// <summary>The products of every bin's shares with every bin's, s x s, symmetric to the last bit.</summary>
    private double[] Products(double[] shares, double[] others, int cells)
    {
        int bins = _plan.Bins;
        double[] products = new double[bins * bins];
        for (int i = 0; i < bins; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int cell = 0; cell < cells; cell++) sum += shares[i * cells + cell] * others[j * cells + cell];
                products[i * bins + j] = products[j * bins + i] = sum;
            }
        }

        return products;
    }

    /// <summary>The kernel between all cells.</summary>
    private static float[] Between(PointSet<float> centres, GaussianKernel kernel)
    {
        float[] present = new float[Cells * Cells], all = new float[AllCells * AllCells];
        KernelMatrix.Fill(kernel, centres, centres, present);
        for (int cell = 0; cell < Cells; cell++) present.AsSpan(cell * Cells, Cells).CopyTo(all.AsSpan(cell * AllCells));
        all[^1] = 1;
        return all;
    }

    /// <summary>Takes every report as one step.</summary>
    private sealed class EachReport(StepProgress steps) : IProgress<double>
    {
        public void Report(double value) => steps.Add();
    }
}
