namespace CteFast.Explain.Global.Effects;

/// <summary>Levels of a categorical feature in order of similarity of their rows.</summary>
internal static class LevelOrder
{
    private const int Steps = 1000;

    /// <summary>Orders the levels along the first axis of classical scaling of their distances; see <see cref="FeatureGrid.LevelsBySimilarity"/>.</summary>
    public static float[] BySimilarity(ReadOnlySpan<float> rows, int d, int feature, ReadOnlySpan<float> levels, ReadOnlySpan<int> categorical)
    {
        if (levels.Length < 3) return levels.ToArray();
        var present = new List<int>();      // rows that have a level
        for (int i = 0; i < rows.Length / d; i++)
        {
            if (!float.IsNaN(rows[i * d + feature])) present.Add(i);
        }

        int[] level = new int[present.Count];
        for (int i = 0; i < level.Length; i++) level[i] = levels.BinarySearch(rows[present[i] * d + feature]);
        double[] distances = new double[levels.Length * levels.Length];
        float[] column = new float[level.Length];
        for (int j = 0; j < d; j++)
        {
            if (j == feature) continue;
            for (int i = 0; i < column.Length; i++) column[i] = rows[present[i] * d + j];
            AddDistances(column, level, levels.Length, categorical.Contains(j), distances);
        }

        double[] axis = FirstAxis(distances, levels.Length);
        float[] ordered = levels.ToArray();
        if (axis[0] > axis[^1]) axis = [.. axis.Select(value => -value)];
        Array.Sort([.. Enumerable.Range(0, axis.Length).Select(i => (axis[i], i))], ordered);
        return ordered;
    }

    private static void AddDistances(float[] column, int[] level, int count, bool categorical, double[] distances)
    {
        int[] order = [.. Enumerable.Range(0, column.Length)];
        Array.Sort((float[])column.Clone(), order);

        double[] sizes = new double[count], shares = new double[count], largest = new double[count * count];
        foreach (int l in level) sizes[l]++;
        for (int i = 0; i < order.Length; i++)
        {
            shares[level[order[i]]] += 1 / sizes[level[order[i]]];
            if (i + 1 < order.Length && column[order[i + 1]].Equals(column[order[i]])) continue;      // NaN, missing, is a value below all others
            for (int a = 0; a < count; a++)
            {
                for (int b = 0; b < a; b++)
                {
                    double gap = Math.Abs(shares[a] - shares[b]);
                    largest[a * count + b] = categorical ? largest[a * count + b] + gap / 2 : Math.Max(largest[a * count + b], gap);
                }
            }

            if (categorical) Array.Clear(shares);      // the share of the category alone, not that of all up to it
        }

        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < a; b++)
            {
                distances[a * count + b] += largest[a * count + b];
                distances[b * count + a] += largest[a * count + b];
            }
        }
    }

    /// <summary>The eigenvector of the largest eigenvalue of −½ J D² J, J the centring matrix, by powers of the matrix.</summary>
    private static double[] FirstAxis(double[] distances, int n)
    {
        double[] matrix = [.. distances.Select(distance => -0.5 * distance * distance)], means = new double[n];
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++) means[a] += matrix[a * n + b] / n;
        }

        double mean = means.Average(), bound = 0;
        for (int a = 0; a < n; a++)
        {
            double sum = 0;
            for (int b = 0; b < n; b++)
            {
                matrix[a * n + b] += mean - means[a] - means[b];
                sum += Math.Abs(matrix[a * n + b]);
            }

            bound = Math.Max(bound, sum);
        }

        // Distances need not be Euclidean: the shift makes the largest eigenvalue the one of largest size.
        for (int a = 0; a < n; a++) matrix[a * n + a] += bound;
        double[] vector = [.. Enumerable.Range(0, n).Select(i => i - (n - 1) / 2.0 + 1e-3 * ((i * 7 + 3) % 11))], next = new double[n];
        for (int step = 0; step < Steps; step++)
        {
            double norm = 0, average = vector.Average();
            for (int a = 0; a < n; a++)
            {
                next[a] = 0;
                for (int b = 0; b < n; b++) next[a] += matrix[a * n + b] * (vector[b] - average);
                norm += next[a] * next[a];
            }

            if (norm == 0) break;      // all levels alike: the order they came in
            norm = Math.Sqrt(norm);
            for (int a = 0; a < n; a++) vector[a] = next[a] / norm;
        }

        return vector;
    }
}
