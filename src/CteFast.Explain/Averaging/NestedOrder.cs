using CteFast.Compression;

namespace CteFast.Explain.Averaging;

/// <summary>An order of background rows, for work that may be stopped: every beginning of it stands for all rows as well as so few rows can.</summary>
internal static class NestedOrder
{
    private const int Fewest = 8;

    /// <summary>The first half of the order is a coreset of all rows, the first half of that a coreset of it, and so on.</summary>
    public static int[] Nested(Background background, long seed, CancellationToken cancellationToken)
    {
        int[] order = [.. Enumerable.Range(0, background.Count)];
        for (int count = background.Count; count >= 2 * Fewest; count /= 2)
        {
            int half = count / 2;
            Background rows = background.Take(order.AsSpan(0, count));
            IReadOnlyList<int> chosen = Coreset.Compress(Background.Fill(rows.Rows, rows.FeatureCount), rows.FeatureCount, half, new CoresetOptions { Seed = seed }, progress: null, cancellationToken).Indices;
            bool[] isChosen = new bool[count];
            foreach (int row in chosen) isChosen[row] = true;
            int[] first = [.. Enumerable.Range(0, count).Where(i => isChosen[i]).Select(i => order[i])];
            int[] second = [.. Enumerable.Range(0, count).Where(i => !isChosen[i]).Select(i => order[i])];
            first.CopyTo(order, 0);
            second.CopyTo(order, first.Length);
        }

        return order;
    }
}
