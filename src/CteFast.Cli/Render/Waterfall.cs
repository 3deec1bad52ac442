namespace CteFast.Cli.Render;

/// <summary>Steps one after the other: every bar begins where the one before ended; solid where it goes up, light where it goes down.</summary>
/// <param name="start">Where the first step begins.</param>
/// <param name="steps">The steps; what is not finite moves nothing.</param>
internal sealed class Waterfall(double start, IReadOnlyList<double> steps)
{
    private const char Up = '█', UpRightHalf = '▐', UpLeftHalf = '▌', Down = '░', Level = '│';

    /// <summary>The level at the start, a bar for every step, and the level at the end.</summary>
    /// <param name="width">The columns from the lowest level to the highest.</param>
    public IReadOnlyList<string> Draw(int width)
    {
        double[] levels = new double[steps.Count + 1];
        levels[0] = start;
        for (int i = 0; i < steps.Count; i++) levels[i + 1] = levels[i] + (double.IsFinite(steps[i]) ? steps[i] : 0);
        double lowest = levels.Min(), range = levels.Max() - lowest;
        // In halves of a column.
        int[] places = [.. levels.Select(level => range > 0 ? (int)Math.Round((level - lowest) / range * 2 * width) : 0)];
        return [Mark(places[0], width), .. steps.Select((step, i) => Bar(step, places[i], places[i + 1], width)), Mark(places[^1], width)];
    }

    private static string Mark(int place, int width) => new string(' ', Math.Min(place / 2, width - 1)) + Level;

    private static string Bar(double step, int from, int to, int width)
    {
        if (!double.IsFinite(step) || step == 0)
            return "";
        if (step < 0)
        {
            // Light blocks have no halves; the shortest is a column.
            int left = Math.Min(to / 2, width - 1), right = Math.Max((from + 1) / 2, left + 1);
            return new string(' ', left) + new string(Down, right - left);
        }

        if (to == from)
            (from, to) = to < 2 * width ? (from, to + 1) : (from - 1, to);
        bool isSplitLeft = from % 2 == 1, isSplitRight = to % 2 == 1;
        return new string(' ', from / 2) + (isSplitLeft ? UpRightHalf : "") + new string(Up, to / 2 - (from + 1) / 2) + (isSplitRight ? UpLeftHalf : "");
    }
}
