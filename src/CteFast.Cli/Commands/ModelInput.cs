using System.CommandLine;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Sample;
using CteFast.Cli.Shell;
using CteFast.Explain.Global.Performance;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Linear;
using CteFast.Explain.Models.Trees;
using CteFast.Numerics;

namespace CteFast.Cli.Commands;

/// <summary>The arguments that name a table and a model; without them, the embedded sample.</summary>
internal sealed class ModelInput
{
    private const string StandardInput = "-";

    private readonly Argument<string?> _data = DataArgument.Create("Table with a header; - is standard input. Without it, the embedded diamonds", ArgumentArity.ZeroOrOne);

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Model: XGBoost (JSON, UBJSON), LightGBM (text), CatBoost (JSON), ONNX trees or a network in JSON; - is standard input. "
            + "Without DATA.csv, the embedded model of diamond prices",
        HelpName = "FILE|-",
    };

    private readonly Option<string?> _target = new("--target")
    {
        Description = "Column that is not a feature: the labels",
        HelpName = "COL",
    };

    private readonly Option<TreeEnsembleOutput> _output = ChoiceOption.Create("--output",
        "What a model of trees, or a linear one, predicts: its margin, the log-odds of a classifier, or that through its link, a probability", ("margin", TreeEnsembleOutput.Margin), ("probability", TreeEnsembleOutput.Transformed));

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_model);
        command.Add(_target);
        command.Add(_output);
    }

    /// <summary>The files that no result may replace.</summary>
    public string?[] Files(ParseResult parsed) => [DataArgument.FileOf(parsed.GetValue(_data)), DataArgument.FileOf(parsed.GetValue(_model))];

    /// <summary>Whether labels can be read: a target is named, or the sample's is meant.</summary>
    public bool HasTarget(ParseResult parsed) => parsed.GetValue(_target) is not null || parsed.GetValue(_data) is null;

    /// <summary>Reads model and table.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where a table on standard input is told of.</param>
    /// <param name="withLabels">Whether the target is read too, and must be named.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public ModelTable Read(ParseResult parsed, Terminal terminal, bool withLabels, CancellationToken cancellationToken)
    {
        string? dataPath = parsed.GetValue(_data), modelPath = parsed.GetValue(_model);
        bool isSample = dataPath is null;
        if (!isSample && modelPath is null)
            throw new InputException($"{dataPath} needs a model: name it with --model FILE");
        string? target = parsed.GetValue(_target) ?? (isSample ? DiamondsSample.Target : null);
        if (withLabels && target is null)
            throw new InputException($"{dataPath}: losses need labels; name their column with --target COL");

        if (dataPath == StandardInput && modelPath == StandardInput)
            throw new InputException("DATA.csv and --model cannot both be standard input; name a file for one of them");

        using CsvFile file = isSample ? DiamondsSample.OpenData() : CsvFile.Open(dataPath!, terminal, cancellationToken);
        (IModel model, string modelName) = ReadModel(modelPath, terminal, cancellationToken);
        foreach (string note in (model as TreeEnsemble)?.Info.Notes ?? []) terminal.Error.WriteLine(InputException.OneLine($"{modelName}: {note}"));
        if (parsed.GetValue(_output) == TreeEnsembleOutput.Transformed)
            model = Predicting(model) ?? throw new InputException($"--output probability: {modelName} is a network, whose last layer says what it predicts; leave --output out");

        int[] columns = FeatureColumns.Match(file, model, modelName, target);
        LevelCodes?[]? codes = ModelLevels.Of(file, columns, model, modelName, terminal);
        // Trees know a way for what is missing; in a sum it adds nothing.
        bool allowMissing = model is TreeEnsemble or LinearModel;
        (NumberTable table, string[] texts) = ProgressBar.Run(terminal, "Reading", progress => withLabels
            ? file.ReadLabelled(columns, file.IndexOf(target!), allowMissing, progress, codes)
            : (file.ReadNumbers(columns, allowMissing, progress, codes), []));
        ModelLevels.SayUnknown(file, columns, codes, modelName, terminal);
        // Labels are of what the model predicts: a class or a count, not its log-odds or logarithm, unless these are asked for.
        bool isMarginAsked = parsed.GetResult(_output) is { Implicit: false } && parsed.GetValue(_output) == TreeEnsembleOutput.Margin;
        IModel predicting = isMarginAsked ? model : Predicting(model) ?? model;
        float[] labels = withLabels ? Labels(texts, predicting, file.Name, target!, terminal) : [];
        if (isSample) labels = [.. labels.Select(DiamondsSample.Label)];
        return new ModelTable(file.Name, model, predicting, modelName, [.. columns.Select(column => file.Columns[column])], table, labels);
    }

    /// <summary>The model as it predicts, not in margins; null where it has but one kind of output.</summary>
    private static IModel? Predicting(IModel model) => model switch
    {
        TreeEnsemble trees => trees.WithOutput(TreeEnsembleOutput.Transformed),
        LinearModel linear => linear.WithOutput(TreeEnsembleOutput.Transformed),
        _ => null,
    };

    private static float[] Labels(string[] texts, IModel model, string name, string target, Terminal terminal)
    {
        try
        {
            ModelLabels labels = ModelLabels.Of(model, texts);
            if (labels.Note is { } note) terminal.Error.WriteLine(InputException.OneLine($"{target}: {note}"));
            return [.. labels.Values];
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{name}, column {InputException.Quote(target)}: {ArgumentMessage.Of(e)}");
        }
    }

    /// <summary>Reads a model file, or the embedded model where there is none.</summary>
    public static (IModel Model, string Name) ReadModel(string? path, Terminal terminal, CancellationToken cancellationToken)
    {
        if (path is null) return (DiamondsSample.ReadModel(), DiamondsSample.Name);
        string name = path == StandardInput ? "standard input" : path;
        if (path != StandardInput) InputFile.Check(path);
        IModel model = ProgressBar.Run(terminal, "Reading", progress => InputFile.Wait(() =>
        {
            using Stream stream = path == StandardInput ? terminal.In : InputFile.OpenOnce(path, progress);
            return ModelReader.Read(stream, name);
        }, cancellationToken));
        return (model, Path.GetFileName(name));
    }
}

/// <summary>A model and the rows of a table that are its features.</summary>
/// <param name="Name">The table's name in messages.</param>
/// <param name="Model">The model.</param>
/// <param name="Predicting">The model as it predicts what labels are, not in margins.</param>
/// <param name="ModelName">The model's name in messages.</param>
/// <param name="Features">The names of the features' columns.</param>
/// <param name="Numbers">The cells of those columns; NaN where a value is missing, which trees and linear models allow.</param>
/// <param name="Labels">The target's values, or none.</param>
internal sealed record ModelTable(string Name, IModel Model, IModel Predicting, string ModelName, string[] Features, NumberTable Numbers, float[] Labels)
{
    /// <summary>Row-major rows, n x d.</summary>
    public ReadOnlySpan<float> Rows => Numbers.Values;

    /// <summary>The number of rows, n.</summary>
    public int RowCount => Numbers.RowCount;

    /// <summary>Copies some rows, row-major.</summary>
    public float[] Take(ReadOnlySpan<int> rows) => Numbers.Take(rows);

    /// <summary>The number of rows in which a feature is missing.</summary>
    public int MissingCount(int feature)
    {
        int missing = 0;
        for (int i = feature; i < Rows.Length; i += Features.Length) missing += float.IsNaN(Rows[i]) ? 1 : 0;
        return missing;
    }

    /// <summary>A feature by its name.</summary>
    public int IndexOf(string option, string feature)
    {
        int index = Array.IndexOf(Features, feature);
        return index >= 0 ? index : throw new InputException($"{option} {feature}: {ModelName} has no such feature; its features are {InputException.List(Features)}");
    }
}
