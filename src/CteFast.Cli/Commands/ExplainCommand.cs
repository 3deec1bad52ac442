using System.CommandLine;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using CteFast.Explain;
using CteFast.Explain.Models;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast explain</c>: Shapley values of some rows of a table for a model.</summary>
internal sealed class ExplainCommand
{
    private const int DefaultRows = 5;

    private readonly ModelInput _input = new();

    private readonly Option<string?> _rows = new("--rows")
    {
        Description = "Rows to explain, from 0: 0-2,7,10-12 [default: the first 5]",
        HelpName = "ROWS",
    };

    private readonly Option<ExplainMethod> _method = ChoiceOption.Create("--method", "How values are computed; auto is tree for tree models that give margins, else exact where the budget pays for it; gradients are of networks",
        ("auto", ExplainMethod.Auto), ("tree", ExplainMethod.Tree), ("permutation", ExplainMethod.Permutation), ("kernel", ExplainMethod.Kernel), ("exact", ExplainMethod.Exact), ("gradients", ExplainMethod.Gradients));

    private readonly Option<int?> _backgroundSize = NumberOption.Count(
        "--background-size", "Background rows to choose [default: as many as the budget can use]");

    private readonly Option<int?> _modelRows = ModelRowsOption.Create(new ExplainOptions().ModelRows);

    private readonly Option<SamplingDesign> _design = ChoiceOption.Create("--design",
        "Every background row walks its own ordering, or every ordering is walked over one small background", ("paired", SamplingDesign.Paired), ("crossed", SamplingDesign.Crossed));

    private readonly Option<double?> _deadline = DeadlineOption.Create("Milliseconds that each row's explanation may take; the best estimate by then is printed");

    private readonly Option<double?> _precision = NumberOption.Positive("--precision", "Stop when the largest ± error of a row is no more, in the unit of the prediction", "E");

    private readonly Option<int?> _output = ClassOption.Create("Output to show in the table, from 0, of a model with several [default: each row's largest]; JSON has all");

    private readonly Option<long> _seed = NumberOption.Seed();

    private readonly Option<string?> _json = JsonOption.Create("the result as JSON instead of a table");

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        ExplainCommand explain = new();
        Command command = new ExampleCommand("explain", "Explain rows of a table: how much each feature moved the model's prediction",
            "ctefast explain data.csv --model model.json --rows 0-4");
        explain._input.AddTo(command);
        foreach (Option option in (Option[])[explain._rows, explain._method, explain._backgroundSize, explain._modelRows,
            explain._design, explain._deadline, explain._precision, explain._output, explain._seed, explain._json])
        {
            command.Add(option);
        }

        command.SetAction(parsed => explain.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string? json = parsed.GetValue(_json);
        OutputFile.Check(json, "--json", _input.Files(parsed));
        ModelTable table = _input.Read(parsed, terminal, withLabels: false, cancellationToken);
        int[] rows = parsed.GetValue(_rows) is { } text
            ? RowRanges.Parse(text, table.RowCount)
            : [.. Enumerable.Range(0, Math.Min(DefaultRows, table.RowCount))];
        float[] foreground = table.Take(rows);
        int? output = ClassOption.Check(parsed.GetValue(_output), table.Model.OutputCount, table.ModelName);
        ExplainOptions options = Options(parsed, table);

        Explanation explanation = ProgressBar.Run(terminal, "Explaining", progress
            => CompressThenExplain.Explain(table.Model, table.Rows, foreground, options, progress, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();

        ExplanationReport report = new(explanation, table.ModelName, table.Features, rows, foreground);
        if (json is null)
            ExplanationTable.Write(terminal, report, output);
        else
            OutputFile.Write(json, ExplanationJson.Render(report), terminal);
        return 0;
    }

    private ExplainOptions Options(ParseResult parsed, ModelTable table)
    {
        ExplainOptions options = new();
        ExplainMethod method = parsed.GetValue(_method);
        TimeSpan? deadline = DeadlineOption.Value(parsed, _deadline);
        double precision = parsed.GetValue(_precision) ?? 0;
        if (method == ExplainMethod.Gradients && (deadline is not null || precision > 0))
            throw new InputException("--method gradients takes no --deadline or --precision: set --model-rows");
        if (method == ExplainMethod.Gradients && table.Model is not IDifferentiableModel)
            throw new InputException($"--method gradients: {table.ModelName} has no gradients; they are of networks");
        int backgroundSize = parsed.GetValue(_backgroundSize) ?? options.BackgroundSize;
        if (backgroundSize > table.RowCount)
            throw new InputException($"--background-size {backgroundSize}: {table.Name} has {table.RowCount} rows; choose 1 to {table.RowCount}");
        return options with
        {
            ModelRows = ModelRowsOption.Value(parsed, _modelRows, options.ModelRows, table.Features.Length),
            BackgroundSize = backgroundSize,
            Design = parsed.GetValue(_design),
            Method = method,
            Deadline = deadline,
            Precision = precision,
            Seed = parsed.GetValue(_seed),
            Threads = Environment.ProcessorCount,
        };
    }
}
