namespace CteFast.Studies.Explanations;

/// <summary>How many times the mean of some numbers is that of others, both over the same seeds, and how sure that is.</summary>
/// <param name="Value">The ratio of the means.</param>
/// <param name="Low">The lower end of the 95 % interval.</param>
/// <param name="High">The upper end.</param>
internal readonly record struct SeedRatio(double Value, double Low, double High)
{
    /// <summary>The ratio with its interval by the jackknife: leaving every seed out in turn, on the scale of logarithms.</summary>
    public static SeedRatio Of(IReadOnlyList<double> numbers, IReadOnlyList<double> others)
    {
        int n = numbers.Count;
        double sum = numbers.Sum(), otherSum = others.Sum(), ratio = sum / otherSum;
        if (n < 2) return new SeedRatio(ratio, double.NaN, double.NaN);
        double[] without = [.. Enumerable.Range(0, n).Select(i => Math.Log((sum - numbers[i]) / (otherSum - others[i])))];
        double mean = without.Average(), error = Math.Sqrt(without.Sum(value => (value - mean) * (value - mean)) * (n - 1) / n), factor = Math.Exp(Student(n - 1) * error);
        return new SeedRatio(ratio, ratio / factor, ratio * factor);
    }

    /// <summary>The 97.5 % quantile of Student's t, to 0.3 % from four degrees of freedom on.</summary>
    /// <remarks>Abramowitz and Stegun, <i>Handbook of Mathematical Functions</i>, 26.7.5.</remarks>
    private static double Student(int degrees)
    {
        const double Z = 1.959964;
        double first = Z * (Z * Z + 1) / 4, second = Z * (5 * Math.Pow(Z, 4) + 16 * Z * Z + 3) / 96, third = Z * (3 * Math.Pow(Z, 6) + 19 * Math.Pow(Z, 4) + 17 * Z * Z - 15) / 384;
        return Z + (first + (second + third / degrees) / degrees) / degrees;
    }
}
