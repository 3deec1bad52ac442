using CteFast.Explain.Asking;

namespace CteFast.Explain.Coalitions;

/// <summary>
/// The constrained least squares of KernelSHAP over pairs of coalitions: φ minimises
/// <c>Σ ω (½(v(S) − v(notS)) − u·φ)²</c> with u_j = ½ for members and −½ for others, under Σ φ = v(all) − v(none). It keeps its memory for the next row.
/// </summary>
/// <remarks>
/// The weight ω of a pair is the Shapley kernel divided by the fraction of its size that was drawn. Standard errors cover the drawing: the sandwich estimator
/// of the residuals, corrected for leverage and for drawing without replacement. Sizes of which all pairs were taken add no error.
/// The fit takes some n m² + m³ operations for n pairs of m players. Where a deadline leaves no time for them, the matrix of all pairs of the sizes that
/// were drawn, which is known, takes the place of that of the pairs drawn: n m operations, a larger error, and that unknown. Source: Covert and Lee,
/// <i>Improving KernelSHAP</i> (AISTATS 2021), of the unbiased estimator.
/// </remarks>
internal sealed class ShapRegression(int players, int outputs)
{
    /// <summary>How long after a deadline the fit may still end; of some hundred features it takes longer, and is given up then.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(10);

    private readonly CholeskyFactor _factor = new();
    private readonly double[] _gram = new double[players * players];
    private readonly double[] _moments = new double[outputs * players];
    private readonly double[] _ones = new double[players];
    private readonly double[] _solution = new double[players];
    private readonly double[] _half = new double[players];
    private readonly double[] _weights = new double[players / 2 + 1];
    private readonly double[] _drawn = new double[players / 2 + 1];

    /// <summary>Computes the values of the m players of a design; player i is <paramref name="active"/>[i].</summary>
    /// <param name="design">The pairs.</param>
    /// <param name="pairs">The number of pairs whose worths are known.</param>
    /// <param name="rows">The worths.</param>
    /// <param name="totals">What the values add up to, k.</param>
    /// <param name="active">The players that differ, m.</param>
    /// <param name="values">Receives the values, k x p.</param>
    /// <param name="errors">Receives their standard errors, k x p; NaN when there are fewer pairs than players, no pair of one of the sizes, or no time.</param>
    /// <param name="runner">Knows the deadline.</param>
    /// <param name="cancellationToken">Stops the work between two pairs or two rows of the matrix.</param>
    /// <returns>Whether there was time for the whole fit.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public bool Solve(CoalitionDesign design, int pairs, in CoalitionRows rows, ReadOnlySpan<double> totals, ReadOnlySpan<int> active, Span<double> values, Span<double> errors,
        BatchRunner runner, CancellationToken cancellationToken)
    {
        int m = active.Length;
        bool determined = pairs >= Math.Min(m, CoalitionDesign.AllPairs(m));
        bool everySize = Weigh(design, pairs, m);
        if (!Sum(design, pairs, rows, m, runner, cancellationToken) || !Factor(m, determined, runner, cancellationToken))
        {
            SolveKnown(design, pairs, rows, totals, active, values);
            errors.Fill(double.NaN);
            return false;
        }

        Span<double> ones = _ones.AsSpan(0, m), solution = _solution.AsSpan(0, m);
        ones.Fill(1);
        _factor.Solve(ones);
        double sumOfOnes = Sum(ones);
        for (int output = 0; output < outputs; output++)
        {
            _moments.AsSpan(output * players, m).CopyTo(solution);
            _factor.Solve(solution);
            double multiplier = (totals[output] - Sum(solution)) / sumOfOnes;
            for (int j = 0; j < m; j++) values[output * players + active[j]] = solution[j] + multiplier * ones[j];
        }

        bool isKnown = determined && everySize, inTime = !isKnown || Errors(design, pairs, rows, active, values, errors, sumOfOnes, runner, cancellationToken);
        if (!isKnown || !inTime) errors.Fill(double.NaN);
        return inTime;
    }

    /// <summary>The values by the matrix of all pairs: α on its diagonal, β elsewhere, so that a value is its moment less the mean moment, over α − β, plus its part of the total.</summary>
    private void SolveKnown(CoalitionDesign design, int pairs, in CoalitionRows rows, ReadOnlySpan<double> totals, ReadOnlySpan<int> active, Span<double> values)
    {
        int m = active.Length;
        double difference = 0;      // α − β: of two players, half of the pairs with weight (m − 1) / (s (m − s)) that part them, 2 s (m − s) of m (m − 1)
        for (int s = 1; s <= m / 2; s++) difference += _drawn[s] > 0 ? CoalitionDesign.KernelOfSize(m, s) * s * (m - s) / ((double)m * (m - 1)) : 0;
        Span<double> half = _half.AsSpan(0, m);
        _moments.AsSpan().Clear();
        for (int pair = 0; pair < pairs; pair++)
        {
            Halves(design, pair, half);
            AddMoments(design, pair, rows, half);
        }

        for (int output = 0; output < outputs; output++)
        {
            ReadOnlySpan<double> moments = _moments.AsSpan(output * players, m);
            double mean = Sum(moments) / m;
            for (int j = 0; j < m; j++) values[output * players + active[j]] = totals[output] / m + (difference > 0 ? (moments[j] - mean) / difference : 0);
        }
    }

    /// <summary>Weights the pairs by the fraction of their size that was drawn, and returns whether every size has a pair.</summary>
    private bool Weigh(CoalitionDesign design, int pairs, int m)
    {
        _drawn.AsSpan().Clear();
        for (int pair = 0; pair < pairs; pair++) _drawn[design.SizeOf(pair)]++;
        bool every = true;
        for (int s = 1; s <= m / 2; s++)
        {
            every &= _drawn[s] > 0;
            _weights[s] = _drawn[s] > 0 ? CoalitionDesign.KernelOfSize(m, s) / _drawn[s] : 0;
        }

        return every;
    }

    /// <summary>Sums matrix and moments, and returns whether there was time to.</summary>
    private bool Sum(CoalitionDesign design, int pairs, in CoalitionRows rows, int m, BatchRunner runner, CancellationToken cancellationToken)
    {
        _gram.AsSpan().Clear();
        _moments.AsSpan().Clear();
        Span<double> half = _half.AsSpan(0, m);
        for (int pair = 0; pair < pairs; pair++)
        {
            if (!InTime(runner, cancellationToken)) return false;
            Halves(design, pair, half);
            double weight = _weights[design.SizeOf(pair)];
            for (int i = 0; i < m; i++) DoubleVector.AddScaled(_gram.AsSpan(i * players, i + 1), weight * half[i], half);
            AddMoments(design, pair, rows, half);
        }

        return true;
    }

    private void AddMoments(CoalitionDesign design, int pair, in CoalitionRows rows, ReadOnlySpan<double> half)
    {
        for (int output = 0; output < outputs; output++)
            DoubleVector.AddScaled(_moments.AsSpan(output * players, half.Length), _weights[design.SizeOf(pair)] * Difference(rows, pair, output), half);
    }

    /// <summary>Factors the matrix, and returns whether there was time to.</summary>
    private bool Factor(int m, bool determined, BatchRunner runner, CancellationToken cancellationToken)
    {
        double trace = 0;
        for (int i = 0; i < m; i++) trace += _gram[i * players + i];
        // The sum of the values is fixed, so a weight added in that direction does not change the solution; it makes the matrix better conditioned.
        double along = trace > 0 ? trace / m : 1, ridge = determined ? 0 : 1e-3 * along;
        _factor.Start(players);
        for (int i = 0; i < m; i++)
        {
            if (!InTime(runner, cancellationToken)) return false;
            Span<double> row = _gram.AsSpan(i * players, i + 1);
            foreach (ref double value in row) value += along;
            row[i] += ridge;
            _factor.Append(row, leastPivot: 1e-12 * along);
        }

        return true;
    }

    /// <summary>Computes the standard errors, and returns whether there was time to.</summary>
    private bool Errors(CoalitionDesign design, int pairs, in CoalitionRows rows, ReadOnlySpan<int> active, ReadOnlySpan<double> values, Span<double> errors, double sumOfOnes,
        BatchRunner runner, CancellationToken cancellationToken)
    {
        int m = active.Length;
        errors.Clear();
        Span<double> half = _half.AsSpan(0, m), solution = _solution.AsSpan(0, m);
        for (int pair = 0; pair < pairs; pair++)
        {
            int size = design.SizeOf(pair);
            double missing = 1 - _drawn[size] / CoalitionDesign.PairsOfSize(m, size), weight = _weights[size];
            if (missing <= 0) continue;
            if (!InTime(runner, cancellationToken)) return false;
            Halves(design, pair, half);
            half.CopyTo(solution);
            _factor.Solve(solution);
            double multiplier = Sum(solution) / sumOfOnes;
            for (int j = 0; j < m; j++) solution[j] -= multiplier * _ones[j];
            double leverage = Math.Min(0.9, weight * DoubleVector.Dot(half, solution));
            for (int output = 0; output < outputs; output++)
            {
                double residual = Difference(rows, pair, output);
                for (int j = 0; j < m; j++) residual -= half[j] * values[output * players + active[j]];
                double scale = missing * weight * weight * residual * residual / ((1 - leverage) * (1 - leverage));
                for (int j = 0; j < m; j++) errors[output * players + active[j]] += scale * solution[j] * solution[j];
            }
        }

        foreach (ref double error in errors) error = Math.Sqrt(error);
        return true;
    }

    // Asked once for m² operations or so, a thousand at the least: a look at the clock takes some tens.
    private static bool InTime(BatchRunner runner, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return !runner.IsOver(Grace);
    }

    private static double Difference(in CoalitionRows rows, int pair, int output) => 0.5 * (rows.Worth(2 * pair, output) - rows.Worth(2 * pair + 1, output));

    private static void Halves(CoalitionDesign design, int pair, Span<double> half)
    {
        ReadOnlySpan<ulong> coalition = design.Coalitions[2 * pair];
        for (int j = 0; j < half.Length; j++) half[j] = CoalitionSet.Contains(coalition, j) ? 0.5 : -0.5;
    }

    private static double Sum(ReadOnlySpan<double> numbers)
    {
        double sum = 0;
        foreach (double number in numbers) sum += number;
        return sum;
    }
}
