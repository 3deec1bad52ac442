namespace CteFast.Tests.Thinning;

/// <summary>The walk of one halving told again from the half it gave: what its theorem speaks of, in double from the kernel matrix.</summary>
/// <param name="Variance">σ², the sub-Gaussian constant of the sum of the signed pairs; it depends on the pairs and not on the signs.</param>
/// <param name="IsExceeded">Whether an inner product α of a pair with the sum before it exceeded its threshold: then the theorem promises nothing.</param>
/// <param name="Moment">
/// The mean over the pairs of cosh(α/σb) e^(−1/2), 0 after a threshold exceeded: at most 1 in expectation, as α is sub-Gaussian with constant σb.
/// </param>
internal readonly record struct ReplayedWalk(double Variance, bool IsExceeded, double Moment)
{
    /// <summary>The walk of a halving.</summary>
    /// <param name="matrix">The kernel of the places where points are.</param>
    /// <param name="input">The places of the points that were halved.</param>
    /// <param name="isSwapped">Of every pair, whether its second point went to the first half.</param>
    /// <param name="delta">δ.</param>
    public static ReplayedWalk Of(double[][] matrix, int[] input, bool[] isSwapped, double delta)
    {
        var walk = new Walk(matrix, input, delta);
        double moments = 0;
        int moving = 0;
        bool isExceeded = false;
        for (int pair = 0; pair < isSwapped.Length; pair++)
        {
            (double squared, double alpha, double threshold) = walk.Look(pair);
            if (squared * walk.Variance > 0)
            {
                moving++;
                if (!isExceeded) moments += Math.Cosh(alpha / Math.Sqrt(squared * walk.Variance)) * Math.Exp(-0.5);
            }

            // On few places α may be the threshold itself but for rounding.
            isExceeded |= Math.Abs(alpha) > threshold * (1 + 1e-9);
            walk.Step(pair, isSwapped[pair]);
        }

        return new ReplayedWalk(walk.Variance, isExceeded, moving == 0 ? 1 : moments / moving);
    }

    /// <summary>What a halving decides whose thresholds are a multiple of the published ones: 1 for the published halving, infinity for fair coins.</summary>
    public static bool[] Halve(double[][] matrix, int[] input, double delta, double[] uniforms, double multiple)
    {
        var walk = new Walk(matrix, input, delta);
        bool[] isSwapped = new bool[input.Length / 2];
        for (int pair = 0; pair < isSwapped.Length; pair++)
        {
            (_, double alpha, double threshold) = walk.Look(pair);
            isSwapped[pair] = uniforms[pair] <= 0.5 * (1 + alpha / (multiple * threshold));
            walk.Step(pair, isSwapped[pair]);
        }

        return isSwapped;
    }

    private sealed class Walk(double[][] matrix, int[] input, double delta)
    {
        // Of every place with the sum of the signed pairs so far.
        private readonly double[] _products = new double[matrix.Length];

        public double Variance { get; private set; }

        /// <summary>b², α and the threshold of a pair.</summary>
        public (double Squared, double Alpha, double Threshold) Look(int pair)
        {
            (int x, int y) = (input[2 * pair], input[2 * pair + 1]);
            double squared = Math.Max(0, matrix[x][x] - 2 * matrix[x][y] + matrix[y][y]);
            double threshold = Math.Max(Math.Sqrt(squared * Variance * 2 * Math.Log(2 * input.Length / delta)), squared);
            return (squared, _products[x] - _products[y], threshold == 0 ? 1 : threshold);
        }

        public void Step(int pair, bool isSwapped)
        {
            (double squared, _, double threshold) = Look(pair);
            Variance += squared * Math.Max(0, 1 + (squared / threshold - 2) * Variance / threshold);
            double[] kept = matrix[input[isSwapped ? 2 * pair + 1 : 2 * pair]], other = matrix[input[isSwapped ? 2 * pair : 2 * pair + 1]];
            for (int i = 0; i < kept.Length; i++) _products[i] += kept[i] - other[i];
        }
    }
}
