using System.CommandLine;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Sample;
using CteFast.Explain;
using CteFast.Explain.Gradients;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast explain</c>: Shapley values of some rows of a table for a model.</summary>
internal sealed class ExplainCommand
{
    private const int DefaultRows = 5;

    private readonly Argument<string?> _data = DataArgument.Create(
        "Table with a header; its rows are the background; - is standard input. Without it, the embedded diamonds", ArgumentArity.ZeroOrOne);

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Model: XGBoost (JSON, UBJSON), LightGBM (text), ONNX trees or a network in JSON. Without DATA.csv, the embedded model of diamond prices",
        HelpName = "FILE",
    };

    private readonly Option<string?> _target = new("--target")
    {
        Description = "Column that is not a feature",
        HelpName = "COL",
    };

    private readonly Option<string?> _rows = new("--rows")
    {
        Description = "Rows to explain, from 0: 0-2,7,10-12 [default: the first 5]",
        HelpName = "ROWS",
    };

    private readonly Option<RowMethod> _method = ChoiceOption.Create("--method", "How values are computed; auto is tree for tree models that give margins, else exact where the budget pays for it; gradients are of networks",
        ("auto", RowMethod.Auto), ("tree", RowMethod.Tree), ("permutation", RowMethod.Permutation), ("kernel", RowMethod.Kernel), ("exact", RowMethod.Exact), ("gradients", RowMethod.Gradients));

    private readonly Option<int?> _backgroundSize = NumberOption.Count(
        "--background-size", "Background rows to choose [default: as many as the budget can use]");

    private readonly Option<int?> _modelRows = NumberOption.Count(
        "--model-rows", $"Rows the model may be asked for, for each row explained [default: {new ExplainOptions().ModelRows}]");

    private readonly Option<BackgroundMode> _background = ChoiceOption.Create("--background",
        "Every background row walks its own ordering, or every ordering is walked over one small background", ("own", BackgroundMode.Own), ("shared", BackgroundMode.Shared));

    private readonly Option<double?> _deadline = NumberOption.Positive("--deadline", "Milliseconds that each row's explanation may take; the best estimate by then is printed", "MS");

    private readonly Option<double?> _precision = NumberOption.Positive("--precision", "Stop when the largest ± error of a row is no more, in the unit of the prediction", "E");

    private readonly Option<int?> _output = ClassOption.Create("Output to show in the table, from 0, of a model with several [default: each row's largest]; JSON has all");

    private readonly Option<long> _seed = NumberOption.Seed();

    private readonly Option<string?> _json = JsonOption.Create("the result as JSON instead of a table");

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        ExplainCommand explain = new();
        Command command = new ExampleCommand("explain", "Explain rows of a table: how much each feature moved the model's prediction",
            "ctefast explain data.csv --model model.json --rows 0-4")
        {
            explain._data, explain._model, explain._target, explain._rows, explain._method, explain._backgroundSize, explain._modelRows,
            explain._background, explain._deadline, explain._precision, explain._output, explain._seed, explain._json,
        };
        command.SetAction(parsed => explain.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string? dataPath = parsed.GetValue(_data);
        string? modelPath = parsed.GetValue(_model);
        string? json = parsed.GetValue(_json);
        if (dataPath is not null && modelPath is null)
            throw new InputException($"{dataPath} needs a model: name it with --model FILE");
        OutputFile.Check(json, "--json", DataArgument.FileOf(dataPath), modelPath);

        using CsvFile file = dataPath is null ? DiamondsSample.OpenData() : CsvFile.Open(dataPath, terminal, cancellationToken);
        IModel model = modelPath is null ? DiamondsSample.ReadModel() : ReadModel(modelPath);
        string modelName = modelPath is null ? DiamondsSample.Name : Path.GetFileName(modelPath);
        string? target = parsed.GetValue(_target) ?? (dataPath is null ? DiamondsSample.Target : null);

        int[] columns = FeatureColumns.Match(file, model, modelName, target);
        // Trees know a way for what is missing.
        NumberTable table = ProgressBar.Run(terminal, "Reading", progress => file.ReadNumbers(columns, allowMissing: model is TreeEnsemble, progress));
        int[] rows = parsed.GetValue(_rows) is { } text
            ? RowRanges.Parse(text, table.RowCount)
            : [.. Enumerable.Range(0, Math.Min(DefaultRows, table.RowCount))];
        float[] foreground = table.Take(rows);
        int? output = ClassOption.Check(parsed.GetValue(_output), model.OutputCount, modelName);
        ExplainOptions options = Options(parsed, file, table.RowCount);

        Explanation explanation = ProgressBar.Run(terminal, "Explaining", progress
            => parsed.GetValue(_method) == RowMethod.Gradients
                ? Gradients(model, modelName, table, options, cancellationToken).Explain(foreground, progress, cancellationToken)
                : CompressThenExplain.Explain(model, table.Values, foreground, options, progress, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();

        ExplanationReport report = new(explanation, modelName, [.. columns.Select(column => file.Columns[column])], rows, foreground);
        if (json is null)
            ExplanationTable.Write(terminal, report, output);
        else
            OutputFile.Write(json, ExplanationJson.Render(report), terminal);
        return 0;
    }

    private ExplainOptions Options(ParseResult parsed, CsvFile file, int rowCount)
    {
        ExplainOptions options = new();
        int backgroundSize = parsed.GetValue(_backgroundSize) ?? options.BackgroundSize;
        if (backgroundSize > rowCount)
            throw new InputException($"--background-size {backgroundSize}: {file.Name} has {rowCount} rows; choose 1 to {rowCount}");
        return options with
        {
            ModelRows = parsed.GetValue(_modelRows) ?? options.ModelRows,
            BackgroundSize = backgroundSize,
            Background = parsed.GetValue(_background),
            Method = parsed.GetValue(_method) switch
            {
                RowMethod.Tree => ExplainMethod.Tree,
                RowMethod.Permutation => ExplainMethod.Permutation,
                RowMethod.Kernel => ExplainMethod.Kernel,
                RowMethod.Exact => ExplainMethod.Exact,
                _ => ExplainMethod.Auto,
            },
            Deadline = parsed.GetValue(_deadline) is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0.001, 1e12)) : null,
            Precision = parsed.GetValue(_precision) ?? 0,
            Seed = parsed.GetValue(_seed),
            Threads = Environment.ProcessorCount,
        };
    }

    /// <summary>Expected gradients with the budget of the other methods, a gradient counting as a model row.</summary>
    private static GradientExplainer Gradients(IModel model, string modelName, NumberTable table, ExplainOptions options, CancellationToken cancellationToken)
    {
        if (options.Deadline is not null || options.Precision > 0)
            throw new InputException("--method gradients takes no --deadline or --precision: set --model-rows");
        if (model is not IDifferentiableModel differentiable)
            throw new InputException($"--method gradients: {modelName} has no gradients; they are of networks");
        return GradientExplainer.Compress(differentiable, table.Values, new GradientOptions
        {
            Gradients = options.ModelRows,
            Background = options.Background,
            BackgroundSize = options.BackgroundSize,
            Seed = options.Seed,
            MaxBatchRows = options.MaxBatchRows,
        }, cancellationToken);
    }

    private static IModel ReadModel(string path)
    {
        InputFile.Check(path);
        return ModelReader.ReadFile(path);
    }

    /// <summary>The methods, of Shapley values and beside them.</summary>
    private enum RowMethod
    {
        Auto,
        Tree,
        Permutation,
        Kernel,
        Exact,
        Gradients,
    }
}
