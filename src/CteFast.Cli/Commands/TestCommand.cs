using System.CommandLine;
using System.Globalization;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Tables;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast test</c>: whether the rows of two tables come from the same distribution.</summary>
internal sealed class TestCommand
{
    private readonly Argument<string?> _first = DataArgument.Create("FIRST.csv", "Table with a header; - is standard input", ArgumentArity.ExactlyOne);
    private readonly Argument<string?> _second = DataArgument.Create("SECOND.csv", "Table with the same columns, in any order; - is standard input", ArgumentArity.ExactlyOne);
    private readonly TableFormat _format = new();
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
            test._first, test._second, test._level, test._seed, test._json,
        };
        test._format.AddTo(command);
        command.SetAction(parsed => test.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string firstPath = parsed.GetRequiredValue(_first)!, secondPath = parsed.GetRequiredValue(_second)!;
        string? json = parsed.GetValue(_json), schema = _format.SchemaPath(parsed);
        if (firstPath == "-" && secondPath == "-")
            throw new InputException("both tables cannot come from standard input; name a file for one");
        OutputFile.Check(json, "--json", DataArgument.FileOf(firstPath), DataArgument.FileOf(secondPath), schema);

        TableOptions options = _format.Options(parsed);
        using DataFile first = DataFile.Open(firstPath, options, terminal, cancellationToken);
        using DataFile second = DataFile.Open(secondPath, options, terminal, cancellationToken);
        (FeatureTable firstTable, FeatureTable secondTable) = ProgressBar.Run(terminal, "Reading", progress => ComparedTables.Read(first, second, progress));

        TwoSampleTestOptions testing = new() { Level = parsed.GetValue(_level) ?? new TwoSampleTestOptions().Level, Seed = parsed.GetValue(_seed), Threads = Environment.ProcessorCount };
        TwoSampleTest result = ProgressBar.Run(terminal, "Testing", progress
            => TwoSampleTest.Run(firstTable, secondTable, testing, progress, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();

        TwoSampleReport report = new(result, first.Name, second.Name, firstTable.Count, secondTable.Count,
            FeatureReport.Of(firstTable, secondTable), testing);
        if (json is null)
            report.Write(terminal);
        else
            OutputFile.Write(json, report.Json(), terminal);
        return 0;
    }
}
