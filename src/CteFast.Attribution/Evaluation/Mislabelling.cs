using System.Diagnostics;
using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Evaluation;

/// <summary>Training rows of which a part gets a wrong class on purpose, to count how many of them attribution finds. Immutable: threads may share it.</summary>
/// <param name="Data">All rows, with the wrong classes.</param>
/// <param name="Rows">The rows with a wrong class, ascending.</param>
[DebuggerDisplay("{Rows.Count} of {Data.Count} rows mislabelled")]
public sealed record Mislabelling<T>(LabelledData<T> Data, IReadOnlyList<int> Rows)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Chooses rows at random and gives each another class at random.</summary>
    /// <param name="data">Rows with a class each.</param>
    /// <param name="classes">The number of classes, two at least.</param>
    /// <param name="fraction">The fraction of the rows that get a wrong class, in (0, 1); their number is rounded.</param>
    /// <param name="seed">The same seed gives the same rows and classes.</param>
    /// <exception cref="ArgumentException">A target is more than one number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fraction or the number of classes is out of range.</exception>
    public static Mislabelling<T> Of(LabelledData<T> data, int classes, double fraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        Throw.IfNotProbability(fraction);
        if (data.TargetCount != 1) throw new ArgumentException($"A target has {data.TargetCount} numbers; only a target of one number is a class that can be made wrong.", nameof(data));
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

    /// <summary>Counts the mislabelled rows among the most harmful rows: those with the lowest sum of scores over all queries.</summary>
    /// <param name="helpfulness">The scores, queries x rows, positive where a row helps.</param>
    /// <param name="count">The number of most harmful rows to look among.</param>
    public int Found(ReadOnlySpan<double> helpfulness, int count)
    {
        int n = Data.Count;
        var sums = new double[n];
        for (int i = 0; i < helpfulness.Length; i++) sums[i % n] += helpfulness[i];
        return Enumerable.Range(0, n).OrderBy(row => sums[row]).Take(count).Intersect(Rows).Count();
    }
}
