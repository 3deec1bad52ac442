namespace CteFast.Cli.Render.Svg;

/// <summary>A dot for every row explained: a feature's Shapley value against its value (dependence).</summary>
internal static class ScatterPlot
{
    /// <summary>Draws the dots of one feature; rows where it is missing are left out.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="yName">What the Shapley values are.</param>
    /// <param name="width">The picture's width, px.</param>
    /// <param name="height">The picture's height, px.</param>
    public static string Render(FeatureDots feature, string yName, double width, double height)
    {
        int[] known = [.. Enumerable.Range(0, feature.Values.Count).Where(i => double.IsFinite(feature.Values[i]))];
        if (known.Length == 0) return new Frame(width, height, (0, 1), (0, 1), []).Begin($"{feature.Name}: missing in every row", yName).Finish();

        Frame frame = new(width, height,
            (known.Min(i => feature.Values[i]), known.Max(i => feature.Values[i])),
            (known.Min(i => feature.Shapley[i]), known.Max(i => feature.Shapley[i])), feature.Feature.Levels);
        SvgWriter svg = frame.Begin(feature.Name, yName);
        svg.Dots([.. known.Select(i => (frame.X[feature.Values[i]], frame.Y[feature.Shapley[i]]))], "v0");
        return svg.Finish();
    }
}
