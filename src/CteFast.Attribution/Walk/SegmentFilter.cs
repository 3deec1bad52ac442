using System.Numerics.Tensors;

namespace CteFast.Attribution.Walk;

/// <summary>
/// The factors by which one segment changes a query's vectors on the walk back through training, one factor for each eigendirection of the curvature.
/// </summary>
/// <remarks>
/// The walk carries a, the derivative of the query's measurement by the parameters, and with momentum also b, its derivative by the velocity. From the end of
/// the segment to its start they become a' = <see cref="Transition"/>·a + <see cref="AB"/>·b and b' = <see cref="BA"/>·a + <see cref="BB"/>·b; and
/// <see cref="Response"/>·a + <see cref="ResponseB"/>·b is the vector whose scalar product with a training row's gradient is the row's effect in this
/// segment. Without a velocity there is only a. Immutable.
/// </remarks>
internal sealed class SegmentFilter
{
    private SegmentFilter(int count, bool hasVelocity)
    {
        (Response, Transition) = (new double[count], new double[count]);
        (ResponseB, AB, BA, BB) = hasVelocity ? (new double[count], new double[count], new double[count], new double[count]) : ([], [], [], []);
    }

    /// <summary>F_r(σ), P numbers: from a to the vector that meets the training rows' gradients.</summary>
    public double[] Response { get; }

    /// <summary>F_S(σ), P numbers: from a at the segment's end to a at its start.</summary>
    public double[] Transition { get; }

    /// <summary>From b to the vector that meets the training rows' gradients; empty without a velocity, as are the next three.</summary>
    public double[] ResponseB { get; }

    /// <summary>From b at the end to a at the start.</summary>
    public double[] AB { get; }

    /// <summary>From a at the end to b at the start.</summary>
    public double[] BA { get; }

    /// <summary>From b at the end to b at the start.</summary>
    public double[] BB { get; }

    /// <summary>Whether the walk carries a velocity.</summary>
    public bool HasVelocity => ResponseB.Length > 0;

    /// <summary>The filter of a segment of training.</summary>
    /// <param name="mode">The formula that stands for the segment's steps.</param>
    /// <param name="eigenvalues">The curvature's eigenvalues, P.</param>
    /// <param name="weightDecay">λ, which is added to every eigenvalue: the curvature of the penalty ½λ‖θ‖².</param>
    /// <param name="rates">The learning rate η_k of each step.</param>
    /// <param name="momentum">The momentum β.</param>
    /// <param name="threads">The most threads.</param>
    public static SegmentFilter Of(SpectralMode mode, ReadOnlySpan<double> eigenvalues, double weightDecay, IReadOnlyList<double> rates, double momentum, int threads)
    {
        double[] sigmas = new double[eigenvalues.Length], steps = [.. rates];
        TensorPrimitives.Add(eigenvalues, weightDecay, sigmas);
        var filter = new SegmentFilter(sigmas.Length, mode == SpectralMode.Recurrence && momentum > 0);
        const int Chunk = 4096;
        Threads.For((sigmas.Length + Chunk - 1) / Chunk, threads, chunk =>
        {
            for (int i = chunk * Chunk; i < Math.Min(sigmas.Length, (chunk + 1) * Chunk); i++) filter.Set(mode, i, sigmas[i], steps, momentum);
        });
        return filter;
    }

    /// <summary>The filter of influence functions: the damped inverse 1/(σ + λ) as the response, no transition.</summary>
    public static SegmentFilter Inverse(ReadOnlySpan<double> eigenvalues, ReadOnlySpan<double> damping)
    {
        var filter = new SegmentFilter(eigenvalues.Length, hasVelocity: false);
        for (int i = 0; i < eigenvalues.Length; i++) filter.Response[i] = 1 / (eigenvalues[i] + damping[i]);
        return filter;
    }

    private void Set(SpectralMode mode, int i, double sigma, double[] rates, double momentum)
    {
        if (mode == SpectralMode.Exponential)
        {
            (Transition[i], Response[i]) = Exponential(sigma, rates.Sum() / (1 - momentum));
        }
        else if (mode == SpectralMode.DiscretePower)
        {
            (Transition[i], Response[i]) = DiscretePower(sigma, rates.Length == 0 ? 0 : rates.Sum() / rates.Length / (1 - momentum), rates.Length);
        }
        else
        {
            (Response[i], Transition[i], double ba) = Recurrence(1, 0, sigma, rates, momentum);
            if (!HasVelocity) return;
            BA[i] = ba;
            (ResponseB[i], AB[i], BB[i]) = Recurrence(0, 1, sigma, rates, momentum);
        }
    }

    /// <summary>F_S = e^−τσ and F_r = τ·φ₁(τσ).</summary>
    public static (double Transition, double Response) Exponential(double sigma, double tau) =>
        (Math.Exp(-tau * sigma), tau * ExpFunctions.Phi1(tau * sigma));

    /// <summary>F_S = (1 − ησ)^K and F_r = η·Σ_{j&lt;K} (1 − ησ)^j, by repeated squaring: no difference of nearly equal numbers.</summary>
    public static (double Transition, double Response) DiscretePower(double sigma, double rate, int steps)
    {
        double factor = 1 - rate * sigma, power = 1, sum = 0;
        for (int bit = 30; bit >= 0; bit--)
        {
            sum += power * sum;
            power *= power;
            if ((steps >> bit & 1) == 0) continue;
            sum = 1 + factor * sum;
            power *= factor;
        }

        return (power, rate * sum);
    }

    /// <summary>Follows a and b back over every step; the starting values 1, 0 and 0, 1 give the factors of a and of b.</summary>
    private static (double Response, double A, double B) Recurrence(double a, double b, double sigma, double[] rates, double momentum)
    {
        double response = 0;
        for (int k = rates.Length - 1; k >= 0; k--)
        {
            double c = rates[k] * a - b;
            response += c;
            a -= sigma * c;
            b = -momentum * c;
        }

        return (response, a, b);
    }
}
