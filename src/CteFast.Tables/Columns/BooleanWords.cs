namespace CteFast.Tables.Columns;

/// <summary>The pairs of texts that are no and yes.</summary>
internal static class BooleanWords
{
    private static readonly (string No, string Yes)[] Pairs = [("no", "yes"), ("false", "true"), ("n", "y"), ("f", "t")];

    /// <summary>Two levels as no and yes in this order, or null where they are not.</summary>
    public static string[]? Order(string first, string second)
    {
        foreach ((string no, string yes) in Pairs)
        {
            if (Is(first, no) && Is(second, yes)) return [first, second];
            if (Is(first, yes) && Is(second, no)) return [second, first];
        }

        return null;
    }

    /// <summary>0 for a text that is no, 1 for one that is yes.</summary>
    public static bool TryCode(ReadOnlySpan<char> text, out float code)
    {
        foreach ((string no, string yes) in Pairs)
        {
            bool isYes = text.Equals(yes, StringComparison.OrdinalIgnoreCase);
            code = isYes ? 1 : 0;
            if (isYes || text.Equals(no, StringComparison.OrdinalIgnoreCase)) return true;
        }

        code = float.NaN;
        return false;
    }

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
