using System.Buffers;
using System.Globalization;

namespace CteFast.Tables.Columns;

/// <summary>How the numbers of a text file are written. They are read as doubles, correctly rounded.</summary>
/// <param name="Point">The character before the decimals.</param>
/// <param name="Thousands">The character between thousands, or null for none.</param>
/// <param name="Currency">Whether signs of currencies are read over.</param>
internal sealed record NumberFormat(char Point, char? Thousands, bool Currency)
{
    private const int LongestNumber = 512;
    private const ulong LargestExact = 1UL << 53;
    private static readonly double[] PowersOfTen = [.. Enumerable.Range(0, 23).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];
    private static readonly SearchValues<char> CurrencySigns = SearchValues.Create("$€£¥₹");

    /// <summary>A cell as a number.</summary>
    /// <param name="cell">The cell without blanks around it, not empty.</param>
    /// <param name="value">The number, which may be infinite.</param>
    public bool TryParse(ReadOnlySpan<char> cell, out double value)
    {
        ulong digits = 0;
        int i = cell[0] is '-' or '+' ? 1 : 0, count = 0, decimals = 0;
        for (; i < cell.Length; i++, count++)
        {
            uint digit = cell[i] - (uint)'0';
            if (digit > 9) break;
            digits = digits * 10 + digit;
        }

        if (i < cell.Length && cell[i] == Point)
        {
            for (i++; i < cell.Length; i++, decimals++)
            {
                uint digit = cell[i] - (uint)'0';
                if (digit > 9) break;
                digits = digits * 10 + digit;
            }
        }

        // Both the digits and the power of ten are doubles exactly, so that one division rounds correctly.
        if (i == cell.Length && count + decimals is > 0 and <= 18 && digits <= LargestExact)
        {
            value = digits / PowersOfTen[decimals];
            if (cell[0] == '-') value = -value;
            return true;
        }

        return TryParseSlowly(cell, out value);
    }

    /// <summary>Whether a cell is a number once its currency, its thousands or its per cent sign are taken away.</summary>
    public static bool IsAmount(ReadOnlySpan<char> cell)
    {
        if (cell.IsEmpty || !cell.ContainsAnyInRange('0', '9')) return false;
        foreach (char c in cell)
        {
            if (!char.IsAsciiDigit(c) && c is not ('.' or ',' or '-' or '+' or '%' or ' ' or '\'' or '\u00A0' or '\u202F') && !CurrencySigns.Contains(c)) return false;
        }

        return cell.ContainsAny(CurrencySigns) || cell[^1] == '%' || cell.ContainsAny(',', ' ', '\'') || cell.ContainsAny('\u00A0', '\u202F');
    }

    private bool TryParseSlowly(ReadOnlySpan<char> cell, out double value)
    {
        value = double.NaN;
        if (cell.Length > LongestNumber || cell[^1] == '\0') return false;
        Span<char> text = stackalloc char[LongestNumber];
        int length = 0;
        bool isPast = false;
        int sinceThousands = -1;
        foreach (char c in cell)
        {
            if (c == Thousands && !isPast)
            {
                // 1,234 but neither 12,34 nor ,123: else a decimal comma would be read over.
                if (length == 0 || sinceThousands is >= 0 and not 3) return false;
                sinceThousands = 0;
                continue;
            }

            if (Currency && (CurrencySigns.Contains(c) || c is ' ' or '\u00A0')) continue;
            if (c == Point) (isPast, text[length++]) = (true, '.');
            else if (c is '.' or ',') return false;
            else
            {
                if (sinceThousands >= 0 && !isPast && char.IsAsciiDigit(c)) sinceThousands++;
                text[length++] = c;
            }
        }

        return sinceThousands is -1 or 3 && length > 0
            && double.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value);
    }
}
