using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Tables;

namespace CteFast.Cli.Read;

/// <summary>A table named on the command line: a CSV, Parquet or Arrow file, or standard input. What is found in it is said on standard error, once.</summary>
internal sealed class DataFile : IDisposable
{
    private const string StandardInput = "-";

    private static readonly TableFindingKind[] OfTheWholeFile = [TableFindingKind.Separator, TableFindingKind.DecimalComma, TableFindingKind.Header, TableFindingKind.Name, TableFindingKind.Missing];

    private readonly TableSource _source;
    private readonly TextWriter? _notes;
    private readonly HashSet<string> _said = [];
    private readonly CancellationToken _cancellationToken;

    /// <summary>Takes a table over.</summary>
    /// <param name="source">The table, closed in the end.</param>
    /// <param name="notes">Where findings are said, or null.</param>
    /// <param name="cancellationToken">Cancels whatever is read of it.</param>
    public DataFile(TableSource source, TextWriter? notes = null, CancellationToken cancellationToken = default) => (_source, _notes, _cancellationToken) = (source, notes, cancellationToken);

    /// <summary>Opens a file, or standard input for <c>-</c>, and reads the header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="terminal">Whose standard input is meant, and on whose standard error findings are said.</param>
    /// <param name="cancellationToken">Cancels whatever is read of it.</param>
    public static DataFile Open(string path, TableOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        string name = path == StandardInput ? "standard input" : path;
        if (path != StandardInput) InputFile.Check(path);
        // A pipe that nobody writes to never ends.
        TableSource source = InputFile.Wait(() => TableSource.Open(path == StandardInput ? terminal.In : File.OpenRead(path), name, options, cancellationToken), cancellationToken);
        return new DataFile(source, terminal.Error, cancellationToken);
    }

    /// <summary>The file's name, as the user gave it.</summary>
    public string Name => _source.Name;

    /// <summary>The columns' names in order.</summary>
    public IReadOnlyList<string> Columns => _source.Columns;

    /// <summary>How the file is read.</summary>
    public TableOptions Options => _source.Options;

    /// <summary>Throws where there is no such column.</summary>
    public string Check(string column) => Columns.Contains(column) ? column : throw new InputException($"{Name} has no column {InputException.Quote(column)}; its columns are {InputException.List(Columns)}");

    /// <summary>Reads the rows.</summary>
    /// <param name="options">What is read.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="mayBeLeftOut">Whether keys and dates may be left out; else what is left out is refused, as it is needed.</param>
    public ReadTable Read(TableOptions options, IProgress<double>? progress, bool mayBeLeftOut = true)
    {
        ReadTable table = ReadAgain(options, progress);
        if (!mayBeLeftOut && table.Findings.FirstOrDefault(finding => finding is { Kind: TableFindingKind.Date or TableFindingKind.Texts, Column: { } column } && table.Schema.Find(column) is null) is { } dates)
            throw new InputException($"{Name}, {dates.Text.Split("; it is left out")[0]}, where the model takes numbers; --dates reads dates as days since 2000-01-01 if the model was trained on those");
        Say([.. table.Findings.Where(finding => mayBeLeftOut || finding.Kind != TableFindingKind.Id)]);
        return table;
    }

    /// <summary>Reads rows that were read before, of which nothing more is to be said.</summary>
    public ReadTable ReadAgain(TableOptions options, IProgress<double>? progress) => _source.Read(options, progress, _cancellationToken);

    /// <summary>Reads what the columns are, and no rows.</summary>
    public TableDescription Describe(TableOptions options, IProgress<double>? progress)
    {
        TableDescription description = _source.Describe(options, progress, _cancellationToken);
        Say(description.Findings);
        return description;
    }

    /// <summary>Reads the rows in blocks.</summary>
    public IEnumerable<FeatureTable> ReadBlocks(FeatureSchema schema, IProgress<double>? progress) => _source.ReadBlocks(schema, progress, _cancellationToken);

    /// <summary>Rows as they stand in the file, below the header if there is one; those of a file that is no text as CSV.</summary>
    public IEnumerable<string> Lines(IReadOnlyList<long> rows)
    {
        IReadOnlyList<string> lines = _source.ReadLines(rows, out string? header, _cancellationToken);
        return header is null ? lines : lines.Prepend(header);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <summary>The option by which a finding can be had otherwise.</summary>
    private static string OptionOf(TableFindingKind kind) => kind switch
    {
        TableFindingKind.Id => " (--keep-ids reads it as numbers)",
        TableFindingKind.Date => " (--dates reads it as days since 2000-01-01)",
        TableFindingKind.Capitals => " (--ignore-case)",
        TableFindingKind.PossiblyMissing => " (--missing TEXT)",
        _ => "",
    };

    private void Say(IReadOnlyList<TableFinding> findings)
    {
        if (_notes is null) return;
        TableFinding[] ofTheFile = [.. findings.Where(finding => OfTheWholeFile.Contains(finding.Kind))];
        IEnumerable<string> sentences = findings.Except(ofTheFile).Select(finding => finding.Text + OptionOf(finding.Kind));
        if (ofTheFile.Length > 0) sentences = sentences.Prepend(string.Join("; ", ofTheFile.Select(finding => finding.Text)));
        foreach (string sentence in sentences.Where(_said.Add)) _notes.WriteLine(InputException.OneLine($"{Name}: {sentence}"));
    }
}
