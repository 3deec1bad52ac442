using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Compression;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast compress</c>: the few rows of a table that best stand for all of them.</summary>
internal sealed class CompressCommand
{
    private static readonly Dictionary<string, CompressionMethod> MethodNames = new()
    {
        ["compress++"] = CompressionMethod.CompressPlusPlus,
        ["thinning"] = CompressionMethod.KernelThinning,
        ["herding"] = CompressionMethod.Herding,
        ["standard"] = CompressionMethod.StandardThinning,
        ["uniform"] = CompressionMethod.Uniform,
    };

    private readonly Argument<string?> _data = DataArgument.Create("Table with a header", ArgumentArity.ExactlyOne);
    private readonly Option<int?> _size = NumberOption.Count("--size", "Rows to choose");

    private readonly Option<string[]> _drop = new("--drop")
    {
        Description = "Column that is not a feature; may be given several times",
        HelpName = "COL",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<CompressionMethod> _method = new("--method")
    {
        Description = $"How rows are chosen: {string.Join(", ", MethodNames.Keys)} [default: compress++]",
        HelpName = "METHOD",
        CustomParser = ParseMethod,
    };

    private readonly Option<bool> _weights = new("--weights")
    {
        Description = "Give the chosen rows the weights that bring them closest to all rows; in the JSON",
    };

    private readonly Option<bool> _noRefine = new("--no-refine")
    {
        Description = "Leave out the final swaps over all rows: faster, a little worse",
    };

    private readonly Option<long> _seed = NumberOption.Seed();

    private readonly Option<string?> _output = new("--output")
    {
        Description = "Write the chosen rows as CSV; - is standard output",
        HelpName = "FILE|-",
    };

    private readonly Option<string?> _json = new("--json")
    {
        Description = "Write the chosen rows' numbers and their quality as JSON; - is standard output",
        HelpName = "FILE|-",
    };

    private CompressCommand()
        => _size.Required = true;

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        CompressCommand compress = new();
        Command command = new("compress", "Choose the few rows of a table that best stand for all of them")
        {
            compress._data, compress._size, compress._drop, compress._method, compress._noRefine, compress._weights, compress._seed, compress._output, compress._json,
        };
        command.SetAction(parsed => compress.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string data = parsed.GetRequiredValue(_data)!;
        string? output = parsed.GetValue(_output);
        string? json = parsed.GetValue(_json);
        OutputFile.Check(output, "--output", data);
        OutputFile.Check(json, "--json", data, output);

        CsvFile file = CsvFile.Open(data);
        NumberTable table = file.ReadNumbers(FeatureColumns(file, parsed.GetRequiredValue(_drop)));
        int size = parsed.GetRequiredValue(_size)!.Value;
        if (size > table.RowCount)
            throw new InputException($"--size {size}: {data} has {table.RowCount} rows; choose 1 to {table.RowCount}");

        CoresetOptions options = new()
        {
            Method = parsed.GetValue(_method),
            Seed = parsed.GetValue(_seed),
            Refine = !parsed.GetValue(_noRefine),
            Weighted = parsed.GetValue(_weights),
            Threads = Environment.ProcessorCount,
        };
        Coreset coreset = ProgressBar.Run(terminal, "Compressing", _
            => Coreset.Compress(table.Values, table.ColumnCount, size, options, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();

        if (output is not null)
            OutputFile.Write(output, ChosenRows(file, table, coreset), terminal);
        if (json is not null)
            OutputFile.Write(json, CoresetJson.Render(coreset, options.Seed), terminal);
        if (output is null && json is null)
            CoresetSummary.Write(terminal, coreset, options.Seed);
        return 0;
    }

    private static CompressionMethod ParseMethod(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!MethodNames.TryGetValue(text, out CompressionMethod method))
            result.AddError($"--method takes {string.Join(", ", MethodNames.Keys)}, not {InputException.Quote(text)}");
        return method;
    }

    private static int[] FeatureColumns(CsvFile file, string[] dropped)
    {
        int[] features = [.. Enumerable.Range(0, file.Columns.Count).Except(dropped.Select(file.IndexOf))];
        return features.Length > 0 ? features : throw new InputException($"--drop leaves no column of {file.Name}; keep at least one");
    }

    private static string ChosenRows(CsvFile file, NumberTable table, Coreset coreset)
    {
        StringBuilder csv = new();
        csv.Append(file.HeaderLine).Append('\n');
        foreach (int i in coreset.Indices)
            csv.Append(file.Line(table.Lines[i])).Append('\n');
        return csv.ToString();
    }
}
