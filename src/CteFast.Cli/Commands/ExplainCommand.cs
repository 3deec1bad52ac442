using System.CommandLine;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using CteFast.Explain;
using CteFast.Explain.Models;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast explain</c>: Shapley values for rows of a table.</summary>
internal sealed class ExplainCommand
{
    private const int DefaultRows = 5;

    private readonly ModelInput _input = new();

    private readonly Option<string?> _rows = new("--rows")
    {
        Description = "Rows to explain, counted from 0, as in 0-2,7,10-12 [default: the first 5]",
        HelpName = "ROWS",
    };

    private readonly Option<ExplainMethod> _method = ChoiceOption.Create("--method", "How Shapley values are computed. auto: tree for tree models whose output is a margin or a value, else exact for few features and a table of few rows, else permutation; gradients: expected gradients, for networks",
        ("auto", ExplainMethod.Auto), ("tree", ExplainMethod.Tree), ("permutation", ExplainMethod.Permutation), ("kernel", ExplainMethod.Kernel), ("exact", ExplainMethod.Exact), ("gradients", ExplainMethod.Gradients));

    private readonly Option<int?> _backgroundSize = NumberOption.Count(
        "--background-size", "Background rows to choose from the table: absent features take their values from them [default: as many as --model-rows is enough for]");

    private readonly Option<int?> _modelRows = ModelRowsOption.Create(new ExplainOptions().ModelRows);

    private readonly Option<SamplingDesign> _design = ChoiceOption.Create("--design",
        "How orderings of the features meet background rows. paired: each background row has different orderings, so more rows are used; crossed: the same orderings for every row of a smaller background", ("paired", SamplingDesign.Paired), ("crossed", SamplingDesign.Crossed));

    private readonly Option<double?> _deadline = DeadlineOption.Create("Most milliseconds for each row explained; then the estimate reached so far is printed");

    private readonly Option<double?> _precision = NumberOption.Positive("--precision", "Stop when no ± error of a row is larger than E, in the unit of the prediction", "E");

    private readonly Option<int?> _output = ClassOption.Create("For a model with several outputs: the one to show in the table, counted from 0; JSON has all [default: each row's largest]");

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

        ExplanationReport report = new(explanation, table.ModelName, rows, table.Shown.Take(rows));
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
