using System.Text;
using CteFast.Data;

namespace CteFast.Tables;

/// <summary>How a table is read. What is not given is found, and <see cref="ReadTable.Findings"/> says what was found.</summary>
public readonly record struct TableOptions
{
    /// <summary>The most levels of a text column that nobody calls categorical: more are names or keys, not categories.</summary>
    public const int MostLevels = 256;

    /// <summary>The columns wanted, in the order wanted; null for all. Only these are read.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns to leave out.</summary>
    public IReadOnlyList<string>? Drop { get; init; }

    /// <summary>The columns that are no features but what a model predicts.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The features by name, such as those of a model: their order, kinds and levels win, and columns it does not name are not read.</summary>
    public FeatureSchema? Schema { get; init; }

    /// <summary>What columns are whose kind is not to be found, by name.</summary>
    public IReadOnlyDictionary<string, FeatureKind>? Kinds { get; init; }

    /// <summary>The character between the fields of a CSV file; null to find a comma, a semicolon, a tab or a bar.</summary>
    public char? Separator { get; init; }

    /// <summary>Whether numbers are written with a comma for the point; null to find it.</summary>
    public bool? DecimalComma { get; init; }

    /// <summary>Whether the first line of a CSV file names the columns; null to find it: a line of numbers does not.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>The lines before the header that are no part of the table.</summary>
    public int SkipLines { get; init; }

    /// <summary>The encoding of a CSV file, such as <see cref="Encoding.Latin1"/>; null for UTF-8, or UTF-16 where the file begins with its mark.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>The character between thousands, such as the comma of <c>1,234.50</c>; null for none.</summary>
    public char? Thousands { get; init; }

    /// <summary>Whether signs of currencies around numbers are read over.</summary>
    public bool Currency { get; init; }

    /// <summary>Cells that say that a value is missing, such as <c>?</c>, beside the empty cell, NA, N/A, n/a, #N/A, &lt;NA&gt;, NaN, nan, null, NULL and None.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>Whether <c>yes</c>, <c>Yes</c> and <c>YES</c> are one level.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Whether dates are read as days since 2000-01-01; else columns of dates are left out, which a finding says.</summary>
    public bool DatesAsNumbers { get; init; }

    /// <summary>How dates are written where that is not year-month-day, such as <c>dd/MM/yyyy</c>.</summary>
    public string? DateFormat { get; init; }

    /// <summary>Whether columns of keys are read as numbers; else they are left out, which a finding says.</summary>
    public bool KeepIds { get; init; }

    /// <summary>Whether a missing value of a feature is refused, as a model without a rule for it needs.</summary>
    public bool RefuseMissing { get; init; }

    /// <summary>
    /// By column, how its numbers are held in single precision, such as <c>DoubleTrees.ToSingle</c> of a model that compares in double precision; the nearest float elsewhere.
    /// </summary>
    public IReadOnlyDictionary<string, Func<double, float>>? ToSingle { get; init; }

    /// <summary>Whether text columns with more than <see cref="MostLevels"/> different texts are left out, which a finding says; else they are refused.</summary>
    public bool LeaveOutTexts { get; init; }
}
