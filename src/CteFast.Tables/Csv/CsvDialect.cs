using System.Text;
using CteFast.Tables.Columns;
using CteFast.Tables.Inputs;

namespace CteFast.Tables.Csv;

/// <summary>How a CSV file is written: given, or found from its beginning.</summary>
internal sealed class CsvDialect
{
    private const int MostSampleLines = 100;
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Finds what the options do not give.</summary>
    /// <param name="name">The file's name in messages.</param>
    /// <param name="sample">The beginning of the file's text.</param>
    /// <param name="isWhole">Whether the sample is the whole file.</param>
    /// <param name="options">What is given.</param>
    public CsvDialect(string name, string sample, bool isWhole, TableOptions options)
    {
        var findings = new List<TableFinding>();
        Separator = options.Separator ?? FindSeparator(sample, isWhole, options.SkipLines);
        if (options.Separator is null && Separator != ',') findings.Add(new(TableFindingKind.Separator, null, $"fields are separated by {(Separator == '\t' ? "tabs" : $"'{Separator}'")}"));

        List<string[]> lines = Split(sample, Separator, isWhole, options.SkipLines);
        if (lines.Count == 0) throw new TableException(name, "the file is empty", "the first line must name the columns");
        bool isComma = options.DecimalComma ?? FindDecimalComma(name, lines.Skip(1), options);
        if (options.DecimalComma is null && isComma) findings.Add(new(TableFindingKind.DecimalComma, null, "numbers are written with a comma for the point"));
        if (isComma && Separator == ',' && options.DecimalComma == true && options.Separator == ',')
            throw new TableException(name, "a comma cannot be both between fields and in numbers", "give the character between fields", nameof(TableOptions.Separator));
        Numbers = new NumberFormat(isComma ? ',' : '.', options.Thousands, options.Currency);

        string[] first = lines[0];
        HasHeader = options.HasHeader ?? !first.All(cell => Numbers.TryParse(cell.Length == 0 ? "x" : cell, out _));
        CheckPreamble(name, lines, options);
        if (HasHeader) Columns = ColumnNames.Fill(first, findings);
        else
        {
            Columns = [.. first.Select((_, j) => $"x{j}")];
            if (options.HasHeader is null) findings.Add(new(TableFindingKind.Header, null, $"the first line holds numbers and is no header; the columns are called x0 to x{first.Length - 1}"));
        }

        if (HasHeader && options.HasHeader is null && Array.Find(first, cell => cell.Length > 0 && (Numbers.TryParse(cell, out _) || NumberFormat.IsAmount(cell) || DateFormat.IsDate(cell, null))) is { } odd)
            findings.Add(new(TableFindingKind.Header, null, $"the first line is read as the names of the columns, but holds {TableException.Quote(odd)}; say that there is no header if there is none"));
        Findings = findings;
    }

    /// <summary>The character between fields.</summary>
    public char Separator { get; }

    /// <summary>How numbers are written.</summary>
    public NumberFormat Numbers { get; }

    /// <summary>Whether the first line names the columns.</summary>
    public bool HasHeader { get; }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>What was found.</summary>
    public IReadOnlyList<TableFinding> Findings { get; }

    // A title above the table is not guessed away: whoever reads the table says how many lines it has.
    private static void CheckPreamble(string name, List<string[]> lines, TableOptions options)
    {
        if (options.HasHeader == false || lines.Count < 2) return;
        int filled = lines[0].Count(cell => cell.Length > 0), most = lines.Max(line => line.Count(cell => cell.Length > 0));
        if (most < 2 || filled > 1) return;
        int header = lines.FindIndex(line => line.Count(cell => cell.Length > 0) > 1);
        if (lines[0].Length == 1 && lines[header].Length == 1) return;
        throw new TableException($"{name}, line {options.SkipLines + 1}", $"the line holds {filled} of the {lines[header].Length} fields of those below, and is not the header",
            $"say how many lines stand before the header, such as {options.SkipLines + header}", nameof(TableOptions.SkipLines));
    }

    private static char FindSeparator(string sample, bool isWhole, int skip)
    {
        (double Score, double Numbers, char Separator) best = (0, 0, ',');
        foreach (char separator in Separators)
        {
            List<string[]> lines = Split(sample, separator, isWhole, skip);
            if (lines.Count == 0) continue;
            var usual = lines.CountBy(line => line.Length).OrderByDescending(count => count.Value).ThenByDescending(count => count.Key).First();
            if (usual.Key < 2) continue;
            double score = (double)usual.Value / lines.Count;
            var numbers = new NumberFormat('.', null, false);
            var commas = new NumberFormat(',', null, false);
            double clean = lines.SelectMany(line => line).Average(cell => cell.Length > 0 && (numbers.TryParse(cell, out _) || (separator != ',' && commas.TryParse(cell, out _))) ? 1.0 : 0);
            if (score > best.Score || (score == best.Score && clean > best.Numbers)) best = (score, clean, separator);
        }

        return best.Separator;
    }

    private bool FindDecimalComma(string name, IEnumerable<string[]> lines, TableOptions options)
    {
        if (Separator == ',' || options.Thousands == ',') return false;
        bool isComma = false, isSure = false;
        string? unsure = null;
        foreach (string cell in lines.SelectMany(line => line))
        {
            int comma = cell.IndexOf(',');
            if (!cell.All(c => char.IsAsciiDigit(c) || c is ',' or '.' or '-' or '+') || cell.Length == 0) continue;
            if (cell.Contains('.') && comma < 0) return false;
            if (comma < 0 || cell.LastIndexOf(',') != comma) continue;
            isComma = true;
            bool mayBeThousands = cell.Length - comma == 4 && cell.TrimStart('-', '+').IndexOf(',') is >= 1 and <= 3 && cell.TrimStart('-', '+')[0] != '0';
            isSure |= !mayBeThousands;
            if (mayBeThousands) unsure ??= cell;
        }

        if (isComma && !isSure)
            throw new TableException(name, $"the comma of {TableException.Quote(unsure)} may stand for a point or between thousands", "say which", nameof(TableOptions.DecimalComma));
        return isComma;
    }

    /// <summary>The first lines as cells without blanks around them; a last line that is cut off is left out.</summary>
    private static List<string[]> Split(string sample, char separator, bool isWhole, int skip)
    {
        var lines = new List<string[]>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        for (int i = AfterLines(sample, skip); i <= sample.Length && lines.Count < MostSampleLines; i++)
        {
            if (i == sample.Length && (!isWhole || (cells.Count == 0 && cell.Length == 0))) break;
            char c = i < sample.Length ? sample[i] : '\n';
            if (c == '"' && isQuoted && i + 1 < sample.Length && sample[i + 1] == '"') cell.Append(sample[i++]);
            else if (c == '"') isQuoted = !isQuoted;
            else if (c == separator && !isQuoted) Next();
            else if (c is '\r' or '\n' && (!isQuoted || i == sample.Length))
            {
                if (c == '\r' && i + 1 < sample.Length && sample[i + 1] == '\n') i++;
                if (cells.Count == 0 && cell.Length == 0) continue;
                Next();
                lines.Add([.. cells]);
                cells.Clear();
            }
            else cell.Append(c);
        }

        return lines;

        void Next()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }

    private static int AfterLines(string sample, int skip)
    {
        int at = 0;
        for (; skip > 0 && at < sample.Length; skip--)
        {
            int end = sample.AsSpan(at).IndexOfAny('\r', '\n');
            if (end < 0) return sample.Length;
            at += end + (sample.AsSpan(at + end).StartsWith("\r\n") ? 2 : 1);
        }

        return at;
    }
}
