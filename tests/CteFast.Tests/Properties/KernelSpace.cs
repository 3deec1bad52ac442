namespace CteFast.Tests.Properties;

/// <summary>The kernel matrix of some points, and what follows from it by the definitions.</summary>
/// <remarks>Measures are given by the weight of every point: a coreset's are 1/c for each time that it has the point, the input's all 1/n.</remarks>
internal sealed class KernelSpace(double[] matrix, int count)
{
    public int Count => count;

    /// <summary>The largest k(x, x), which bounds every value: what rounding is measured by.</summary>
    public double Scale { get; } = Enumerable.Range(0, count).Max(i => matrix[i * count + i]);

    public double this[int a, int b] => matrix[a * count + b];

    /// <summary>‖k(a, ·) − k(b, ·)‖².</summary>
    public double SquaredDistance(int a, int b) => Math.Max(0, this[a, a] - 2 * this[a, b] + this[b, b]);

    /// <summary>The squared MMD of two measures: (v − w)ᵀ K (v − w).</summary>
    public double SquaredMmd(double[] v, double[] w)
    {
        double total = 0;
        for (int a = 0; a < count; a++)
        {
            double sum = 0;
            for (int b = 0; b < count; b++) sum += (v[b] - w[b]) * this[a, b];
            total += (v[a] - w[a]) * sum;
        }

        return Math.Max(0, total);
    }

    /// <summary>The measure of all points with equal weights.</summary>
    public double[] Uniform() => [.. Enumerable.Repeat(1.0 / count, count)];

    /// <summary>The measure of a coreset, of equal weights or those given.</summary>
    public double[] Measure(IReadOnlyList<int> coreset, IReadOnlyList<double>? weights = null)
    {
        double[] measure = new double[count];
        for (int i = 0; i < coreset.Count; i++) measure[coreset[i]] += weights is null ? 1.0 / coreset.Count : weights[i];
        return measure;
    }

    /// <summary>
    /// What the squared MMD of a coreset S of m distinct points to a measure w is at most, if no exchange of one of its points for another lowers it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Theorem. Let no w_i exceed 1/m, and W = Σ_{j∉S} w_j = Σ_{i∈S} (1/m − w_i). Then MMD² ≤ W/(2m) · E ‖k(x_I, ·) − k(x_J, ·)‖² for I ∈ S drawn in
    /// proportion to 1/m − w_I and, independently, J ∉ S in proportion to w_J.
    /// </para>
    /// <para>
    /// Proof. Let e = (1/m) Σ_S k_i − Σ w_i k_i. Exchanging I for J changes ‖e‖² by (2/m) ⟨e, k_J − k_I⟩ + ‖k_J − k_I‖²/m², never below 0. So neither is the
    /// expectation, and E (k_J − k_I) = −e/W: 0 ≤ −2‖e‖²/(mW) + E ‖k_J − k_I‖²/m². ∎
    /// </para>
    /// <para>
    /// With equal weights w = 1/n it is what a uniform sample's squared MMD is on average, but for the pairs that distances are averaged over: S and its
    /// complement instead of all. So a refined coreset is in no case much worse than an average sample, and a coreset that misses a part of the measure exceeds it.
    /// </para>
    /// </remarks>
    public double BoundWithoutBetterExchange(IReadOnlyList<int> coreset, double[] w)
    {
        int m = coreset.Count;
        bool[] isIn = new bool[count];
        foreach (int i in coreset) isIn[i] = true;
        double outside = 0, sum = 0;
        for (int j = 0; j < count; j++)
        {
            if (!isIn[j]) outside += w[j];
        }

        if (outside <= 0) return 0;
        foreach (int i in coreset)
        {
            double leaving = Math.Max(0, 1.0 / m - w[i]);
            for (int j = 0; j < count; j++)
            {
                if (!isIn[j]) sum += leaving / outside * (w[j] / outside) * SquaredDistance(i, j);
            }
        }

        return outside / (2 * m) * sum;
    }
}
