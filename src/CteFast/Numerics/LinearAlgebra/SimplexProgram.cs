namespace CteFast.Numerics.LinearAlgebra;

/// <summary>
/// The quadratic programme over the simplex: w ≥ 0 with Σ w = 1 of least <c>wᵀ(A + ρI)w − 2bᵀw</c>. Holds its scratch.
/// </summary>
/// <remarks>
/// <para>
/// A primal active-set method from equal weights: to the minimum over the weights that are free to move; on the way there the
/// first weight that falls to zero stays there; at the minimum the one whose growth helps most is set free again. The value falls with every minimum
/// reached, so none comes twice and the method ends, after about as many steps as weights are zero in the end.
/// </para>
/// <para>
/// The ridge ρ makes the solution unique where A is singular, as with repeated points, which share their weight; and A may be off by
/// ρ without harm. Of all weights equal ones have the least norm, so that without the ridge too no equal weights are better. n³/3 operations for the
/// first factor and about 5 n² for every step. Source: Nocedal and Wright, <i>Numerical Optimization</i>, 16.5.
/// </para>
/// </remarks>
internal sealed class SimplexProgram
{
    // Rounding could, in theory, set one and the same weight free for ever.
    private const int MaximumStepsPerWeight = 10;

    private readonly CholeskyFactor _factor = new();
    private readonly AlignedBuffer<int> _free = new();
    private readonly AlignedBuffer<double> _row = new();
    private readonly AlignedBuffer<double> _gradient = new();
    private readonly AlignedBuffer<double> _direction = new();
    private readonly AlignedBuffer<double> _even = new();

    /// <summary>Finds the weights.</summary>
    /// <param name="matrix">A, symmetric, positive semidefinite up to ρ, n x n.</param>
    /// <param name="linear">b, n.</param>
    /// <param name="ridge">ρ, positive.</param>
    /// <param name="tolerance">What half the gradient of a weight may lie below the others' when it is not worth setting it free.</param>
    /// <param name="weights">Receives the weights, n, at least one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The number of steps.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public int Minimize(ReadOnlySpan<double> matrix, ReadOnlySpan<double> linear, double ridge, double tolerance, Span<double> weights,
        CancellationToken cancellationToken)
    {
        weights.Fill(1.0 / weights.Length);
        _factor.Start(weights.Length);
        _free.Ensure(weights.Length);
        for (int i = 0; i < weights.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Free(matrix, weights.Length, ridge, i);
        }

        double equal = Value(matrix, linear, weights);
        int steps = 0;
        for (bool isMinimum = false; steps < MaximumStepsPerWeight * weights.Length; steps++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SetGradient(matrix, linear, ridge, weights);
            if (isMinimum)
            {
                int best = MostHelpful(tolerance, weights);
                if (best < 0) break;
                Free(matrix, weights.Length, ridge, best);
            }

            isMinimum = Step(weights);
        }

        double sum = 0;
        foreach (double weight in weights) sum += weight;
        foreach (ref double weight in weights) weight /= sum;
        if (!(Value(matrix, linear, weights) < equal)) weights.Fill(1.0 / weights.Length);
        return steps;
    }

    /// <summary>Lets a weight move.</summary>
    private void Free(ReadOnlySpan<double> matrix, int count, double ridge, int weight)
    {
        Span<int> free = _free.Ensure(count)[..(_factor.Count + 1)];
        free[^1] = weight;
        Span<double> row = _row.Ensure(count)[..free.Length];
        for (int i = 0; i < free.Length; i++) row[i] = matrix[weight * count + free[i]];
        row[^1] += ridge;
        _factor.Append(row, ridge);
    }

    /// <summary>Half the gradient, (A + ρI)w − b.</summary>
    private void SetGradient(ReadOnlySpan<double> matrix, ReadOnlySpan<double> linear, double ridge, ReadOnlySpan<double> weights)
    {
        Span<double> gradient = _gradient.Ensure(weights.Length);
        for (int i = 0; i < weights.Length; i++)
            gradient[i] = DoubleVector.Dot(weights, matrix.Slice(i * weights.Length, weights.Length)) + ridge * weights[i] - linear[i];
    }

    /// <summary>The weight with whose growth the value falls fastest, at a minimum over the free ones; −1 if it falls with none.</summary>
    private int MostHelpful(double tolerance, ReadOnlySpan<double> weights)
    {
        ReadOnlySpan<double> gradient = _gradient.Ensure(weights.Length);
        // At the minimum the gradient of all free weights is the same.
        double lowest = DoubleVector.Dot(weights, gradient) - tolerance;
        int best = -1;
        for (int i = 0; i < weights.Length; i++)
        {
            if (gradient[i] < lowest && !_free.Ensure(weights.Length)[.._factor.Count].Contains(i)) (lowest, best) = (gradient[i], i);
        }

        return best;
    }

    /// <summary>Goes to the minimum over the free weights, or to where the first of them falls to zero, which is not free any more.</summary>
    /// <returns>Whether the minimum is reached.</returns>
    private bool Step(Span<double> weights)
    {
        ReadOnlySpan<double> gradient = _gradient.Ensure(weights.Length);
        Span<int> free = _free.Ensure(weights.Length)[.._factor.Count];
        Span<double> direction = _direction.Ensure(weights.Length)[..free.Length], even = _even.Ensure(weights.Length)[..free.Length];
        for (int i = 0; i < free.Length; i++) direction[i] = -gradient[free[i]];
        even.Fill(1);
        _factor.Solve(direction);
        _factor.Solve(even);
        // The minimum over all weights less as much of the other solution as leaves the sum as it is.
        DoubleVector.AddScaled(direction, -Sum(direction) / Sum(even), even);

        double length = 1;
        int blocking = -1;
        for (int i = 0; i < free.Length; i++)
        {
            if (weights[free[i]] + length * direction[i] < 0) (length, blocking) = (weights[free[i]] / -direction[i], i);
        }

        for (int i = 0; i < free.Length; i++) weights[free[i]] = Math.Max(0, weights[free[i]] + length * direction[i]);
        if (blocking < 0) return true;
        weights[free[blocking]] = 0;
        _factor.Remove(blocking);
        free[(blocking + 1)..].CopyTo(free[blocking..]);
        return false;
    }

    private static double Value(ReadOnlySpan<double> matrix, ReadOnlySpan<double> linear, ReadOnlySpan<double> weights)
    {
        double value = 0;
        for (int i = 0; i < weights.Length; i++)
            value += weights[i] * (DoubleVector.Dot(weights, matrix.Slice(i * weights.Length, weights.Length)) - 2 * linear[i]);
        return value;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }
}
