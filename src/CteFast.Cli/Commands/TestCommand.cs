using System.CommandLine;
using System.Globalization;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using CteFast.Compression;
using CteFast.Data;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast test</c>: whether the rows of two tables come from the same distribution.</summary>
internal sealed class TestCommand
{
    private readonly Argument<string?> _first = DataArgument.Create("FIRST.csv", "Table with a header; - is standard input", ArgumentArity.ExactlyOne);
    private readonly Argument<string?> _second = DataArgument.Create("SECOND.csv", "Table with the same columns, in any order; - is standard input", ArgumentArity.ExactlyOne);
    private readonly Option<string[]> _drop = DropOption.Create();
    private readonly Option<string?> _schema = SchemaOption.Create();
    private readonly Option<double?> _level = NumberOption.Fraction("--level",
        string.Create(CultureInfo.InvariantCulture, $"Significance level: how often two tables of one distribution may be called different [default: {new TwoSampleTestOptions().Level}]"));
    private readonly Option<long> _seed = NumberOption.Seed();

    private readonly Option<string?> _json = JsonOption.Create("the result as JSON instead of sentences");

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        TestCommand test = new();
        Command command = new ExampleCommand("test", "Test whether two tables come from the same distribution: has the data drifted?", "ctefast test last-year.csv this-year.csv --drop id")
        {
            test._first, test._second, test._drop, test._schema, test._level, test._seed, test._json,
        };
        command.SetAction(parsed => test.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string firstPath = parsed.GetRequiredValue(_first)!, secondPath = parsed.GetRequiredValue(_second)!;
        string? json = parsed.GetValue(_json), schema = parsed.GetValue(_schema);
        if (firstPath == "-" && secondPath == "-")
            throw new InputException("both tables cannot come from standard input; name a file for one");
        OutputFile.Check(json, "--json", DataArgument.FileOf(firstPath), DataArgument.FileOf(secondPath), schema);

        using CsvFile first = CsvFile.Open(firstPath, terminal, cancellationToken);
        using CsvFile second = CsvFile.Open(secondPath, terminal, cancellationToken);
        string[] columns = Columns(first, second, parsed.GetRequiredValue(_drop));
        IReadOnlyDictionary<string, FeatureKind> kinds = SchemaFile.Read(schema, first);
        CsvFeatures firstTable = Reading(progress => CsvFeatures.Read(first, Places(first), kinds, progress));
        CsvFeatures secondTable = Reading(progress => CsvFeatures.Read(second, Places(second), firstTable.Columns, progress));

        TwoSampleTestOptions options = new() { Level = parsed.GetValue(_level) ?? new TwoSampleTestOptions().Level, Seed = parsed.GetValue(_seed), Threads = Environment.ProcessorCount };
        TwoSampleTest result = ProgressBar.Run(terminal, "Testing", progress
            => TwoSampleTest.Run(firstTable.Numbers.Values, secondTable.Numbers.Values, [.. secondTable.Columns.Select(column => column.Kind)], options, progress, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();

        TwoSampleReport report = new(result, first.Name, second.Name, firstTable.Numbers.RowCount, secondTable.Numbers.RowCount,
            FeatureDescription.Of(secondTable.Columns), options);
        if (json is null)
            report.Write(terminal);
        else
            OutputFile.Write(json, report.Json(), terminal);
        return 0;

        int[] Places(CsvFile file) => [.. columns.Select(file.IndexOf)];
        CsvFeatures Reading(Func<IProgress<double>?, CsvFeatures> read) => ProgressBar.Run(terminal, "Reading", read);
    }

    /// <summary>The columns to compare: all of the first table's but those dropped; the second must have just the same.</summary>
    private static string[] Columns(CsvFile first, CsvFile second, string[] dropped)
    {
        // What is dropped may be in one table only.
        string[] columns = DropOption.Kept(first, dropped, second), others = [.. second.Columns.Except(dropped)];
        if (columns.Except(others).FirstOrDefault() is { } missing)
            throw new InputException($"{second.Name} has no column {InputException.Quote(missing)}, which {first.Name} has; leave it out with --drop {missing}");
        if (others.Except(columns).FirstOrDefault() is { } added)
            throw new InputException($"{first.Name} has no column {InputException.Quote(added)}, which {second.Name} has; leave it out with --drop {added}");
        return columns;
    }
}
