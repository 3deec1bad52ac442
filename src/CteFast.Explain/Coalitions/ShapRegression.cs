using CteFast.Explain.Asking;

namespace CteFast.Explain.Coalitions;

/// <summary>
/// The constrained least squares of KernelSHAP over pairs of coalitions: φ minimises
/// <c>Σ ω (½(v(S) − v(notS)) − u·φ)²</c> with u_j = ½ for members and −½ for others, under Σ φ = v(all) − v(none). It keeps its memory for the next row.
/// </summary>
/// <remarks>
/// The weight ω of a pair is the Shapley kernel divided by the fraction of its size that was drawn. Standard errors cover the drawing: the sandwich estimator
/// of the residuals, corrected for leverage and for drawing without replacement. Sizes of which all pairs were taken add no error.
/// </remarks>
internal sealed class ShapRegression(int players, int outputs)
{
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
    /// <param name="errors">Receives their standard errors, k x p; NaN when there are fewer pairs than players or no pair of one of the sizes.</param>
    public void Solve(CoalitionDesign design, int pairs, in CoalitionRows rows, ReadOnlySpan<double> totals, ReadOnlySpan<int> active, Span<double> values, Span<double> errors)
    {
        int m = active.Length;
        bool determined = pairs >= Math.Min(m, CoalitionDesign.AllPairs(m));
        bool everySize = Weigh(design, pairs, m);
        Sum(design, pairs, rows, m);
        Factor(m, determined);
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

        if (determined && everySize)
            Errors(design, pairs, rows, active, values, errors, sumOfOnes);
        else
            errors.Fill(double.NaN);
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

    private void Sum(CoalitionDesign design, int pairs, in CoalitionRows rows, int m)
    {
        _gram.AsSpan().Clear();
        _moments.AsSpan().Clear();
        Span<double> half = _half.AsSpan(0, m);
        for (int pair = 0; pair < pairs; pair++)
        {
            Halves(design, pair, half);
            double weight = _weights[design.SizeOf(pair)];
            for (int i = 0; i < m; i++) DoubleVector.AddScaled(_gram.AsSpan(i * players, i + 1), weight * half[i], half);
            for (int output = 0; output < outputs; output++)
                DoubleVector.AddScaled(_moments.AsSpan(output * players, m), weight * Difference(rows, pair, output), half);
        }
    }

    private void Factor(int m, bool determined)
    {
        double trace = 0;
        for (int i = 0; i < m; i++) trace += _gram[i * players + i];
        // The sum of the values is fixed, so a weight added in that direction does not change the solution; it makes the matrix better conditioned.
        double along = trace > 0 ? trace / m : 1, ridge = determined ? 0 : 1e-3 * along;
        _factor.Start(players);
        for (int i = 0; i < m; i++)
        {
            Span<double> row = _gram.AsSpan(i * players, i + 1);
            foreach (ref double value in row) value += along;
            row[i] += ridge;
            _factor.Append(row, leastPivot: 1e-12 * along);
        }
    }

    private void Errors(CoalitionDesign design, int pairs, in CoalitionRows rows, ReadOnlySpan<int> active, ReadOnlySpan<double> values, Span<double> errors, double sumOfOnes)
    {
        int m = active.Length;
        errors.Clear();
        Span<double> half = _half.AsSpan(0, m), solution = _solution.AsSpan(0, m);
        for (int pair = 0; pair < pairs; pair++)
        {
            int size = design.SizeOf(pair);
            double missing = 1 - _drawn[size] / CoalitionDesign.PairsOfSize(m, size), weight = _weights[size];
            if (missing <= 0) continue;
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
