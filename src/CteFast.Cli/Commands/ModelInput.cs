using System.CommandLine;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Sample;
using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Explain;
using CteFast.Explain.Global.Performance;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Linear;
using CteFast.Explain.Models.Trees;
using CteFast.Numerics;
using CteFast.Tables;

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

    private readonly Option<bool> _noGroups = new("--no-groups")
    {
        Description = "Explain columns of 0 and 1, such as city_Lyon and city_Paris, one by one [default: they are one feature]",
    };

    private readonly TableFormat _format = new();

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_model);
        command.Add(_target);
        command.Add(_output);
        command.Add(_noGroups);
        _format.AddTo(command);
    }

    /// <summary>The files that no result may replace.</summary>
    public string?[] Files(ParseResult parsed) => [DataArgument.FileOf(parsed.GetValue(_data)), DataArgument.FileOf(parsed.GetValue(_model)), _format.SchemaPath(parsed)];

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

        (IModel read, string modelName) = ReadModel(modelPath, terminal, cancellationToken);
        foreach (string note in (read as TreeEnsemble)?.Info.Notes ?? []) terminal.Error.WriteLine(InputException.OneLine($"{modelName}: {note}"));
        if (parsed.GetValue(_output) == TreeEnsembleOutput.Transformed)
            read = Predicting(read) ?? throw new InputException($"--output probability: {modelName} is a network, whose last layer says what it predicts; leave --output out");

        using DataFile file = isSample ? DiamondsSample.OpenData() : DataFile.Open(dataPath!, _format.Options(parsed), terminal, cancellationToken);
        // What is compared in double precision is read so; a linear leaf takes the number itself.
        DoubleTrees? exact = read is TreeEnsemble { HasLinearLeaves: false } ensemble ? ensemble.InDouble : null;
        TableOptions options = ModelColumns.Of(file, read, modelName, target, exact);
        ReadTable table = Reading(progress => file.Read(options with { Targets = withLabels ? [target!] : null }, progress, mayBeLeftOut: false));
        bool findsGroups = !parsed.GetValue(_noGroups);
        CheckNumbers(file, options, table, read);
        MatchedModel matched = Match(exact?.Trees ?? read, table, findsGroups, modelName, terminal);
        // Labels are of what the model predicts: a class or a count, not its log-odds or logarithm, unless these are asked for.
        bool isMarginAsked = parsed.GetResult(_output) is { Implicit: false } && parsed.GetValue(_output) == TreeEnsembleOutput.Margin;
        IModel predicting = isMarginAsked ? matched.Model : Predicting(matched.Model) ?? (Predicting(read) is { } other ? Match(other, table, findsGroups, modelName, terminal: null).Model : matched.Model);
        float[] labels = withLabels ? Labels([.. Enumerable.Range(0, table.Features.Count).Select(table.Target!.Text)], predicting, file.Name, target!, terminal) : [];
        if (isSample) labels = [.. labels.Select(DiamondsSample.Label)];
        IReadOnlyList<string> names = read.FeatureNames.Count > 0 ? read.FeatureNames : options.Columns!;
        string[] moved = [.. names.Where((_, j) => exact?.IsMoved(j) == true)];
        foreach (string feature in moved)
            terminal.Error.WriteLine(InputException.OneLine($"{file.Name}, column {InputException.Quote(feature)}: {modelName} compares these numbers in double precision, and so it is done here; where they are shown they are rounded to about 7 digits"));
        FeatureTable shown = moved.Length == 0 ? matched.Table : Match(read, Reading(progress => file.ReadAgain(options with { ToSingle = null }, progress)), findsGroups, modelName, terminal: null).Table;
        string[] leftOut = [.. file.Columns.Where(column => column != parsed.GetValue(_target) && !names.Contains(column) && !names.Contains(column.Replace(' ', '_')) && matched.Table.Schema.Find(column) is null)];
        return new ModelTable(file.Name, matched.Model, predicting, modelName, matched.Table, shown, labels) { Moved = moved, LeftOut = leftOut };

        ReadTable Reading(Func<IProgress<double>?, ReadTable> read) => ProgressBar.Run(terminal, "Reading", read);
    }

    /// <summary>Reads texts where the model takes numbers once more, so that the failure names the first of their cells.</summary>
    private static void CheckNumbers(DataFile file, TableOptions options, ReadTable table, IModel model)
    {
        string[] names = [.. model.FeatureNames];
        string[] texts = [.. table.Schema.Where((feature, j) => feature.Levels.Count > 0 && feature.Kind != FeatureKind.Boolean
            && (names.Length == 0 ? j : Array.IndexOf(names, feature.Name)) is >= 0 and int place && !(model.Schema?[place].Levels.Count > 0)).Select(feature => feature.Name)];
        if (texts.Length > 0)
            file.Read(options with { Kinds = options.Kinds!.Where(kind => !texts.Contains(kind.Key)).Concat(texts.Select(name => KeyValuePair.Create(name, FeatureKind.Numeric))).ToDictionary() }, progress: null);
    }

    /// <summary>Brings the model and the table together: levels for codes, and one feature for the columns of an encoding. What was found is said.</summary>
    private static MatchedModel Match(IModel model, ReadTable table, bool findsGroups, string modelName, Terminal? terminal)
    {
        (FeatureTable features, IEnumerable<string> groups) = findsGroups ? WithGroups(table.Features) : (table.Features, []);
        try
        {
            var matched = MatchedModel.Of(model, features);
            foreach (string note in groups.Concat(matched.Notes)) terminal?.Error.WriteLine(InputException.OneLine($"{table.Name}: {note}"));
            return matched;
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{table.Name}, read for {modelName}: {ArgumentMessage.Of(e).TrimEnd('.')}");
        }
    }

    /// <summary>The table with the groups of columns of 0 and 1 that are found in it, and a sentence for each.</summary>
    private static (FeatureTable Table, IEnumerable<string> Found) WithGroups(FeatureTable table)
    {
        IReadOnlyList<FeatureGroup> groups = OneHotGroups.Find(table, out IReadOnlyList<TableFinding> found);
        return (table.WithGroups([.. table.Schema.Groups, .. groups]), found.Select(finding => finding.Text));
    }

    /// <summary>Reads a table with the words for its values, for a model where one is named; and the names of the columns that are left out.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where findings are said.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public (FeatureTable Table, IReadOnlyList<string> LeftOut) ReadSchema(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string? path = parsed.GetValue(_data), target = parsed.GetValue(_target);
        if (path is null || parsed.GetValue(_model) is not null)
        {
            ModelTable read = Read(parsed, terminal, withLabels: false, cancellationToken);
            return (read.Shown, read.LeftOut);
        }

        using var file = DataFile.Open(path, _format.Options(parsed), terminal, cancellationToken);
        if (target is not null) file.Check(target);
        TableOptions options = target is null ? file.Options : file.Options with { Drop = [.. file.Options.Drop ?? [], target] };
        FeatureTable table = ProgressBar.Run(terminal, "Reading", progress => file.Read(options, progress)).Features;
        if (!parsed.GetValue(_noGroups))
        {
            (table, IEnumerable<string> found) = WithGroups(table);
            foreach (string sentence in found) terminal.Error.WriteLine(InputException.OneLine($"{file.Name}: {sentence}"));
        }

        return (table, [.. file.Columns.Where(column => column != target && table.Schema.Find(column) is null)]);
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

