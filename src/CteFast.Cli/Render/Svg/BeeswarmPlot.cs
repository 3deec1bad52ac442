using CteFast.Data;

namespace CteFast.Cli.Render.Svg;

/// <summary>A dot for every row explained and feature: where the Shapley values lie, coloured by the feature's value.</summary>
internal static class BeeswarmPlot
{
    private const double Dot = 3;       // the least distance of two dots' centres in one row, px

    /// <summary>Draws a row of dots for every feature, in the order given.</summary>
    /// <param name="features">Names, Shapley values and the features' values.</param>
    /// <param name="axisName">What the Shapley values are, with their unit.</param>
    /// <param name="width">The picture's width, px.</param>
    public static string Render(IReadOnlyList<FeatureDots> features, string axisName, double width)
    {
        RowLayout layout = new(width, features.Select(feature => feature.Name), [], []);
        Axis axis = new(features.Min(feature => feature.Shapley.Min()), features.Max(feature => feature.Shapley.Max()), layout.Left + Dot, layout.Right - Dot);

        SvgWriter svg = new(width, layout.Height, axisName);
        layout.Axis(svg, axis, axisName);
        svg.Line(axis[0], 4, axis[0], layout.Bottom, "zero");
        for (int row = 0; row < features.Count; row++)
        {
            FeatureDots feature = features[row];
            layout.Name(svg, row);
            double[] offsets = Offsets([.. feature.Shapley.Select(value => axis[value])]);
            double[] ranks = Ranks(feature.Values);
            double middle = RowLayout.Middle(row);
            var dots = Enumerable.Range(0, feature.Shapley.Count)
                .GroupBy(i => PlotStyle.Step(ranks[i]), i => (axis[feature.Shapley[i]], middle + offsets[i]), StringComparer.Ordinal);
            foreach (var step in dots.OrderBy(step => step.Key, StringComparer.Ordinal)) svg.Dots([.. step], step.Key);
        }

        return svg.Finish();
    }

    /// <summary>The ranks of values from 0 to 1, equal values sharing theirs; 0.5 where all are equal or one is missing.</summary>
    internal static double[] Ranks(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        double[] ranks = new double[values.Count];
        for (int i = 0; i < ranks.Length; i++)
        {
            if (sorted.Length < 2 || !double.IsFinite(values[i]) || sorted[0] == sorted[^1])
            {
                ranks[i] = 0.5;
                continue;
            }

            int below = Bound(sorted, values[i], inclusive: false), notAbove = Bound(sorted, values[i], inclusive: true);
            ranks[i] = (below + notAbove - 1) / 2.0 / (sorted.Length - 1);
        }

        return ranks;
    }

    // How many sorted numbers are less than a value, or not more than it.
    private static int Bound(double[] sorted, double value, bool inclusive)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (inclusive && sorted[middle] == value)) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>How far from the row's middle each dot stands: dots of one column spread alternately up and down, within the row.</summary>
    private static double[] Offsets(double[] places)
    {
        double[] offsets = new double[places.Length];
        double half = RowLayout.RowHeight / 2 - 3;
        foreach (IGrouping<int, int> column in Enumerable.Range(0, places.Length).GroupBy(i => (int)Math.Round(places[i] / Dot)))
        {
            int[] dots = [.. column];
            double step = Math.Min(Dot, 2 * half / dots.Length);
            for (int at = 0; at < dots.Length; at++) offsets[dots[at]] = (at % 2 == 0 ? 1 : -1) * ((at + 1) / 2) * step;
        }

        return offsets;
    }
}

/// <summary>A feature's Shapley values and what the feature was, over the rows explained.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Shapley">The Shapley values, r.</param>
/// <param name="Values">The feature's values, r; NaN where missing.</param>
internal readonly record struct FeatureDots(Feature Feature, IReadOnlyList<double> Shapley, IReadOnlyList<double> Values)
{
    /// <summary>The feature's name.</summary>
    public string Name => Feature.Name;
}
