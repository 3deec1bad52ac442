using System.Globalization;

namespace CteFast.Tables.Columns;

/// <summary>Dates in texts and what number stands for one: the days since 2000-01-01.</summary>
internal static class DateFormat
{
    private static readonly DateTime Origin = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static readonly string[] YearFirst =
    [
        "yyyy-MM-dd", "yyyy/MM/dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    // The day may stand before the month or behind it: enough to know a date, not to read it.
    private static readonly string[] DayOrMonthFirst = ["d/M/yyyy", "M/d/yyyy", "d.M.yyyy", "d-M-yyyy", "M-d-yyyy", "d/M/yyyy H:mm", "M/d/yyyy H:mm", "d.M.yyyy H:mm"];

    /// <summary>The days since 2000-01-01.</summary>
    public static double Number(DateTime date) => (date - Origin).TotalDays;

    /// <summary>Reads a date that begins with the year, or is of the format given.</summary>
    public static bool TryRead(ReadOnlySpan<char> cell, string? format, out double number)
    {
        DateTime date = default;
        bool isDate = MayBe(cell) && (DateTime.TryParseExact(cell, YearFirst, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out date)
            || (format is not null && DateTime.TryParseExact(cell, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date)));
        number = isDate ? Number(date) : double.NaN;
        return isDate;
    }

    /// <summary>Whether a cell is a date in any of the usual ways to write one.</summary>
    public static bool IsDate(ReadOnlySpan<char> cell, string? format) => TryRead(cell, format, out _)
        || (MayBe(cell) && DateTime.TryParseExact(cell, DayOrMonthFirst, CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    private static bool MayBe(ReadOnlySpan<char> cell) => cell.Length is >= 8 and <= 40 && cell.ContainsAnyInRange('0', '9');
}
