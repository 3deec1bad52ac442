using System.Runtime.CompilerServices;

namespace CteFast.Thinning;

/// <summary>The self-balancing walk of KT-SPLIT: decides pair after pair which point goes where, and what that does to the MMD.</summary>
internal struct BalancingWalk(int count, double delta)
{
    private readonly double _bound = Math.Sqrt(2 * Math.Log(2 * count / delta));
    private double _variance;

    /// <summary>n² times the squared MMD of either coreset to the input, so far.</summary>
    public double Halved { get; private set; }

    /// <summary>Takes the next pair (x, x').</summary>
    /// <param name="squared">b² = k(x, x) − 2k(x, x') + k(x', x').</param>
    /// <param name="alpha">The difference of the signed kernel sums at x and x'.</param>
    /// <param name="uniform">A uniform number in [0, 1).</param>
    /// <returns>The sign of x: 1 when x goes to the second coreset and x' to the first.</returns>
    // Hot from the first call on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Step(double squared, double alpha, double uniform)
    {
        // Rounding may leave b² of near-duplicates below zero.
        squared = Math.Max(0, squared);
        double threshold = Math.Max(Math.Sqrt(squared * _variance) * _bound, squared);
        if (threshold == 0) threshold = 1;
        if (_variance == 0) _variance = squared;
        else _variance += squared * Math.Max(0, 1 + (squared / threshold - 2) * _variance / threshold);

        double sign = uniform <= 0.5 * (1 - alpha / threshold) ? 1 : -1;
        Halved += squared + 2 * sign * alpha;
        return sign;
    }
}
