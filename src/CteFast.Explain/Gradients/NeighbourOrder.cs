namespace CteFast.Explain.Gradients;

/// <summary>An order of background rows in which rows near to each other, in features and predictions, stand near to each other.</summary>
internal static class NeighbourOrder
{
    /// <summary>
    /// Halves the rows again and again at the median of the column that varies most among them. The columns are the features and the outputs, all
    /// standardised, the outputs together counting as much as the features.
    /// </summary>
    /// <param name="background">The rows.</param>
    /// <param name="outputs">Their outputs, rows x k.</param>
    public static int[] Of(Background background, ReadOnlySpan<double> outputs)
    {
        int count = background.Count, d = background.FeatureCount, k = outputs.Length / count;
        double[][] columns = new double[d + k][];
        for (int column = 0; column < columns.Length; column++)
        {
            double[] values = columns[column] = new double[count];
            for (int i = 0; i < count; i++) values[i] = column < d ? background.Row(i)[column] : outputs[i * k + column - d];
            double mean = values.Average(), spread = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            double scale = (column < d ? 1 : Math.Sqrt((double)d / k)) / (spread > 0 ? spread : 1);
            foreach (ref double value in values.AsSpan()) value *= scale;
        }

        int[] order = [.. Enumerable.Range(0, count)];
        Halve(columns, order);
        return order;
    }

    private static void Halve(double[][] columns, Span<int> order)
    {
        if (order.Length < 3) return;
        double[] widest = columns[0];
        double largest = -1;
        foreach (double[] column in columns)
        {
            double mean = 0, spread = 0;
            foreach (int i in order) mean += column[i] / order.Length;
            foreach (int i in order) spread += (column[i] - mean) * (column[i] - mean);
            if (spread > largest) (widest, largest) = (column, spread);
        }

        order.Sort((a, b) => widest[a] != widest[b] ? widest[a].CompareTo(widest[b]) : a.CompareTo(b));
        Halve(columns, order[..(order.Length / 2)]);
        Halve(columns, order[(order.Length / 2)..]);
    }
}
