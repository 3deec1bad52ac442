namespace CteFast.Explain.Averaging;

/// <summary>
/// Weights that turn the mean over a sample into an estimate of the mean over all data, by the ridge regression of whatever is
/// averaged on the sampled rows themselves: <c>c = a + βᵀ(z − z̄)</c> with z̄ the mean of all data; the intercept a is Σ w c.
/// </summary>
/// <remarks>
/// The weights sum to 1 and do not depend on what is averaged, so that sums of averages stay exact. The ridge is chosen once, by
/// the leave-one-out error of predicting the model's outputs. Regression estimation is standard in survey sampling (Cochran,
/// <i>Sampling Techniques</i>, chapter 7).
/// </remarks>
internal sealed class BackgroundRegression
{
    private const int FewestRows = 8;
    private static readonly double[] Ridges = [1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1, 10];

    private readonly double[] _design;      // rows x terms: 1 and the standardised features
    private readonly double[] _inverse;     // terms x terms
    private readonly int _terms;

    private BackgroundRegression(double[] design, double[] inverse, int terms)
    {
        (_design, _inverse, _terms) = (design, inverse, terms);
        int count = design.Length / terms;
        Weights = new double[count];
        double degrees = 0;
        Span<double> solution = new double[terms];
        for (int i = 0; i < count; i++)
        {
            degrees += Solve(i, solution);
            Weights[i] = solution[0];
        }

        // The plain mean of two leaves one degree of freedom, up to rounding; from less than about one no variance can be estimated.
        ResidualFactor = count - degrees > 0.9 ? count / (count - degrees) : double.NaN;
    }

    /// <summary>The weight of every row; they sum to 1.</summary>
    public double[] Weights { get; }

    /// <summary>What squared residuals are multiplied by, for the degrees of freedom that the regression took; NaN if it left none.</summary>
    public double ResidualFactor { get; }

    /// <summary>Equal weights: the plain mean.</summary>
    public static BackgroundRegression None(int count)
    {
        double[] design = new double[count];
        Array.Fill(design, 1);
        return new BackgroundRegression(design, [1.0 / count], 1);
    }

    /// <summary>Chooses the ridge and computes the weights.</summary>
    /// <param name="background">The rows, with the means and scales of all data.</param>
    /// <param name="outputs">The model's outputs for the rows, rows x k.</param>
    public static BackgroundRegression Fit(Background background, ReadOnlySpan<double> outputs)
    {
        int count = background.Count, d = background.FeatureCount, terms = d + 1;
        if (count < FewestRows) return None(count);
        double[] design = new double[count * terms];
        for (int i = 0; i < count; i++)
        {
            design[i * terms] = 1;
            for (int j = 0; j < d; j++)
                design[i * terms + 1 + j] = background.Standardize(background.Rows[i * d + j], j);
        }

        double[] gram = new double[terms * terms];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = design.AsSpan(i * terms, terms);
            for (int a = 0; a < terms; a++)
            {
                for (int b = 0; b <= a; b++) gram[a * terms + b] += row[a] * row[b];
            }
        }

        BackgroundRegression? best = null;
        double lowest = double.PositiveInfinity;
        foreach (double ridge in Ridges)
        {
            double[] inverse = (double[])gram.Clone();
            for (int a = 1; a < terms; a++) inverse[a * terms + a] += ridge * count;
            SymmetricInverse.Invert(inverse, terms);
            var candidate = new BackgroundRegression(design, inverse, terms);
            double error = candidate.LeaveOneOutError(outputs);
            if (error < lowest) (lowest, best) = (error, candidate);
        }

        return best ?? None(count);
    }

    /// <summary>The weighted mean of one value a row and its standard error, from the residuals of the regression.</summary>
    /// <param name="values">The first row's value.</param>
    /// <param name="stride">The distance between rows' values.</param>
    /// <param name="scratch">2·terms places, see <see cref="ScratchLength"/>.</param>
    public (double Mean, double StandardError) Estimate(ReadOnlySpan<double> values, int stride, Span<double> scratch)
    {
        Span<double> moments = scratch[.._terms], coefficients = scratch.Slice(_terms, _terms);
        Regress(values, stride, moments, coefficients);
        double mean = 0, variance = 0;
        for (int i = 0; i < Weights.Length; i++)
        {
            double value = values[i * stride], residual = value - Predict(i, coefficients);
            mean += Weights[i] * value;
            variance += Weights[i] * Weights[i] * residual * residual;
        }

        return (mean, Math.Sqrt(variance * ResidualFactor));
    }

    /// <summary>The residuals of the regression of one value a row.</summary>
    /// <param name="values">The first row's value.</param>
    /// <param name="stride">The distance between rows' values.</param>
    /// <param name="residuals">Receives the residuals, one a row.</param>
    /// <param name="scratch">As in <see cref="Estimate"/>.</param>
    public void Residuals(ReadOnlySpan<double> values, int stride, Span<double> residuals, Span<double> scratch)
    {
        Span<double> coefficients = scratch.Slice(_terms, _terms);
        Regress(values, stride, scratch[.._terms], coefficients);
        for (int i = 0; i < Weights.Length; i++) residuals[i] = values[i * stride] - Predict(i, coefficients);
    }

    /// <summary>The scratch that <see cref="Estimate"/> needs.</summary>
    public int ScratchLength => 2 * _terms;

    private double LeaveOneOutError(ReadOnlySpan<double> outputs)
    {
        int count = Weights.Length, k = outputs.Length / count;
        double[] moments = new double[_terms], coefficients = new double[_terms];
        double total = 0;
        for (int output = 0; output < k; output++)
        {
            Regress(outputs[output..], k, moments, coefficients);
            double error = 0, mean = 0, spread = 0;
            for (int i = 0; i < count; i++) mean += outputs[i * k + output] / count;
            for (int i = 0; i < count; i++)
            {
                double leverage = Solve(i, moments);
                double deleted = (outputs[i * k + output] - Predict(i, coefficients)) / Math.Max(1e-9, 1 - leverage);
                error += deleted * deleted;
                spread += (outputs[i * k + output] - mean) * (outputs[i * k + output] - mean);
            }

            if (spread > 0) total += error / spread;
        }

        return total;
    }

    private void Regress(ReadOnlySpan<double> values, int stride, Span<double> moments, Span<double> coefficients)
    {
        moments.Clear();
        for (int i = 0; i < Weights.Length; i++)
        {
            ReadOnlySpan<double> row = _design.AsSpan(i * _terms, _terms);
            double value = values[i * stride];
            for (int a = 0; a < row.Length; a++) moments[a] += row[a] * value;
        }

        Multiply(moments, coefficients);
    }

    private double Predict(int row, ReadOnlySpan<double> coefficients)
    {
        ReadOnlySpan<double> terms = _design.AsSpan(row * _terms, _terms);
        double sum = 0;
        for (int a = 0; a < terms.Length; a++) sum += terms[a] * coefficients[a];
        return sum;
    }

    /// <summary>The row times the inverse into <paramref name="solution"/>, whose first term is the row's weight; returns the row's leverage.</summary>
    private double Solve(int row, Span<double> solution)
    {
        Multiply(_design.AsSpan(row * _terms, _terms), solution);
        return Predict(row, solution);
    }

    private void Multiply(ReadOnlySpan<double> vector, Span<double> product)
    {
        for (int a = 0; a < product.Length; a++)
        {
            double sum = 0;
            for (int b = 0; b < vector.Length; b++) sum += _inverse[a * _terms + b] * vector[b];
            product[a] = sum;
        }
    }
}
