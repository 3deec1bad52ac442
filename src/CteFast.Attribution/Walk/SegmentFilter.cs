using CteFast.Numerics;

namespace CteFast.Attribution.Walk;

/// <summary>
/// What a segment does in the eigenbasis to the adjoint of the parameters, a, and of the velocity, b, as both go from its end to its start:
/// w = ResponseA·a + ResponseB·b meets the rows' gradients, and the adjoints of the segment before are AA·a + AB·b and BA·a + BB·b.
/// Without a velocity there is only a.
/// </summary>
internal sealed class SegmentFilter
{
    private SegmentFilter(int count, bool hasVelocity)
    {
        (Response, Transition) = (new double[count], new double[count]);
        (ResponseB, AB, BA, BB) = hasVelocity ? (new double[count], new double[count], new double[count], new double[count]) : ([], [], [], []);
    }

    /// <summary>F_r(σ), P.</summary>
    public double[] Response { get; }

    /// <summary>F_S(σ), P.</summary>
    public double[] Transition { get; }

    public double[] ResponseB { get; }

    public double[] AB { get; }

    public double[] BA { get; }

    public double[] BB { get; }

    public bool HasVelocity => ResponseB.Length > 0;

    /// <summary>The filter of a segment.</summary>
    /// <param name="mode">How steps act.</param>
    /// <param name="eigenvalues">The curvature's eigenvalues, P.</param>
    /// <param name="weightDecay">λ, which every eigenvalue is larger by: the penalty's own curvature.</param>
    /// <param name="rates">The learning rates η_k.</param>
    /// <param name="momentum">β.</param>
    /// <param name="threads">The most threads.</param>
    public static SegmentFilter Of(SpectralMode mode, ReadOnlySpan<double> eigenvalues, double weightDecay, IReadOnlyList<double> rates, double momentum, int threads)
    {
        double[] sigmas = [.. eigenvalues];
        double[] steps = [.. rates];
        for (int i = 0; i < sigmas.Length; i++) sigmas[i] += weightDecay;
        var filter = new SegmentFilter(sigmas.Length, mode == SpectralMode.Recurrence && momentum > 0);
        const int Chunk = 4096;
        Threads.For((sigmas.Length + Chunk - 1) / Chunk, threads, chunk =>
        {
            for (int i = chunk * Chunk; i < Math.Min(sigmas.Length, (chunk + 1) * Chunk); i++) filter.Set(mode, i, sigmas[i], steps, momentum);
        });
        return filter;
    }

    /// <summary>The filter of a damped inverse, 1/(σ + λ).</summary>
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
        (Math.Exp(-tau * sigma), tau * Numerics.Exponential.Phi1(tau * sigma));

    /// <summary>(1 − ησ)^K and η·Σ_{j&lt;K} (1 − ησ)^j, by doubling: nothing cancels.</summary>
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
