namespace CteFast.Cli.Render;

/// <summary>A bar to the right of an axis for a positive number, to the left for a negative one.</summary>
internal static class SignedBar
{
    /// <summary>The bar of <paramref name="value"/>, where ±<paramref name="largest"/> fills its side.</summary>
    /// <param name="value">The number.</param>
    /// <param name="largest">The largest size of the numbers shown together.</param>
    /// <param name="side">The columns of each side of the axis.</param>
    public static string Draw(double value, double largest, int side)
    {
        int halves = largest > 0 && double.IsFinite(value) ? (int)Math.Round(Math.Abs(value) / largest * side * 2) : 0;
        string whole = new('█', halves / 2);
        return value < 0
            ? ((halves % 2 == 1 ? "▐" : "") + whole).PadLeft(side) + "│"
            : new string(' ', side) + "│" + whole + (halves % 2 == 1 ? "▌" : "");
    }
}
