namespace CteFast.Cli.Render;

/// <summary>A bar to the right of an axis for a positive number, to the left for a negative one.</summary>
internal static class SignedBar
{
    /// <summary>The bar of a number among others; the axis stands where it leaves room for both ends.</summary>
    /// <param name="value">The number.</param>
    /// <param name="lowest">The lowest of the numbers shown together, or 0.</param>
    /// <param name="highest">The highest of them, or 0.</param>
    /// <param name="width">The columns of the axis and both its sides.</param>
    public static string Draw(double value, double lowest, double highest, int width)
    {
        double range = highest - lowest;
        // Either side has a column for what is on it.
        int left = range > 0 ? Math.Clamp((int)Math.Round(-lowest / range * (width - 1)), lowest < 0 ? 1 : 0, width - 1 - (highest > 0 ? 1 : 0)) : 0, right = width - 1 - left;
        double unit = Math.Min(lowest < 0 ? left / -lowest : double.PositiveInfinity, highest > 0 ? right / highest : double.PositiveInfinity);
        int halves = range > 0 && double.IsFinite(value) ? (int)Math.Round(Math.Abs(value) * unit * 2) : 0;
        string whole = new('█', halves / 2);
        return value < 0
            ? ((halves % 2 == 1 ? "▐" : "") + whole).PadLeft(left) + "│"
            : new string(' ', left) + "│" + whole + (halves % 2 == 1 ? "▌" : "");
    }
}
