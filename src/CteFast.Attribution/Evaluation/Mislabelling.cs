using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Evaluation;

/// <summary>Rows whose class is made wrong on purpose, to see whether attribution finds them.</summary>
/// <param name="Data">All rows, some with another class.</param>
/// <param name="Rows">Which, ascending.</param>
public sealed record Mislabelling<T>(LabelledData<T> Data, IReadOnlyList<int> Rows)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gives random rows a random other class.</summary>
    /// <param name="data">Rows with a class each.</param>
    /// <param name="classes">The number of classes, two at least.</param>
    /// <param name="fraction">The part of the rows, in (0, 1); the number is rounded.</param>
    /// <param name="seed">The same seed gives the same rows and classes.</param>
    /// <exception cref="ArgumentException">A target is more than one number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fraction or the number of classes is out of range.</exception>
    public static Mislabelling<T> Of(LabelledData<T> data, int classes, double fraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        Throw.IfNotProbability(fraction);
        if (data.TargetCount != 1) throw new ArgumentException("Only rows of one class each can be given another.", nameof(data));
        var random = new Pcg64(seed);
        int[] order = [.. Enumerable.Range(0, data.Count)];
        int count = (int)Math.Round(fraction * data.Count);
        T[] targets = data.Targets.ToArray();
        for (int i = 0; i < count; i++)
        {
            int j = i + random.NextInt32(order.Length - i);
            (order[i], order[j]) = (order[j], order[i]);
            int label = int.CreateTruncating(targets[order[i]]);
            targets[order[i]] = T.CreateTruncating((label + 1 + random.NextInt32(classes - 1)) % classes);
        }

        return new Mislabelling<T>(new LabelledData<T>(data.Features, data.FeatureCount, targets), [.. order[..count].Order()]);
    }

    /// <summary>How many of the wrong rows are among the most harmful: those of the lowest sums of scores over all queries.</summary>
    /// <param name="helpfulness">The scores, queries x rows, positive where a row helps.</param>
    /// <param name="count">The number of most harmful rows.</param>
    public int Found(ReadOnlySpan<double> helpfulness, int count)
    {
        int n = Data.Count;
        var sums = new double[n];
        for (int i = 0; i < helpfulness.Length; i++) sums[i % n] += helpfulness[i];
        return Enumerable.Range(0, n).OrderBy(row => sums[row]).Take(count).Intersect(Rows).Count();
    }
}
