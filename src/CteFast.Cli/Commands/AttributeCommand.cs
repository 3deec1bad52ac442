using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CteFast.Attribution.Evaluation;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Sample;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast attribute</c>: the training rows that help and harm predictions most.</summary>
internal sealed class AttributeCommand
{
    private const int DefaultRows = 5, DefaultTop = 5;

    private readonly Argument<string?> _data = DataArgument.Create(
        "Table of numbers with a header, on which a network is trained; - is standard input. Without it, the embedded digits, with 5 % wrong labels", ArgumentArity.ZeroOrOne);

    private readonly Option<string?> _target = new("--target")
    {
        Description = "Column to predict: classes if it has texts, whole numbers from 0 or 1 on without gaps, or -1 and 1; else numbers",
        HelpName = "COL",
    };

    private readonly Option<string?> _rows = new("--rows")
    {
        Description = "Queries, counted from 0, as in 0-2,7,10-12: rows whose predictions are attributed; they are not trained on [default: the first 5]",
        HelpName = "ROWS",
    };

    private readonly Option<string?> _queries = new("--queries")
    {
        Description = "Table with the same columns whose rows are the queries, instead of --rows; - is standard input",
        HelpName = "FILE",
    };

    private readonly Option<string?> _trajectory = new("--trajectory")
    {
        Description = "JSON of a training done elsewhere on exactly the rows of DATA.csv, with its file of weights beside it; features are then not standardised",
        HelpName = "FILE",
    };

    private readonly Option<MethodName> _method = ChoiceOption.Create("--method", "How training rows are scored", AttributionRequest.Methods);
    private readonly Option<int?> _top = NumberOption.Count("--top", $"Number of most helpful rows to show, and of most harmful ones [default: {DefaultTop}]");
    private readonly TrainingChoice _training = new();
    private readonly TableFormat _format = new();

    private readonly Option<int?> _mislabel = NumberOption.Count(
        "--mislabel", "Make N percent of the training rows' classes wrong before training, and count how many of these several methods find");

    private readonly Option<double?> _deadline = DeadlineOption.Create("Most milliseconds for scoring and for comparing methods after it; then what is scored so far is shown");

    private readonly Option<string?> _json = JsonOption.Create("the result as JSON instead of a table");

    private readonly Option<string?> _csv = new("--csv")
    {
        Description = "Write the helpful and harmful rows of every query as CSV instead of a table; - is standard output",
        HelpName = "FILE|-",
    };

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        AttributeCommand attribute = new();
        Command command = new ExampleCommand("attribute", "Find the training rows that helped and harmed predictions most",
            "ctefast attribute data.csv --target label --rows 0-9 --top 3")
        {
            attribute._data, attribute._target, attribute._rows, attribute._queries, attribute._trajectory, attribute._method, attribute._top,
            attribute._mislabel,
        };
        attribute._training.AddTo(command);
        attribute._format.AddTo(command);
        foreach (Option option in (Option[])[attribute._deadline, attribute._json, attribute._csv])
            command.Add(option);
        command.SetAction(parsed => attribute.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string? dataPath = parsed.GetValue(_data), queryPath = parsed.GetValue(_queries), trajectoryPath = parsed.GetValue(_trajectory);
        string? json = parsed.GetValue(_json), csv = parsed.GetValue(_csv);
        if (dataPath == "-" && queryPath == "-")
            throw new InputException("DATA.csv and --queries cannot both be standard input; name a file for one of them");
        string?[] inputs = [DataArgument.FileOf(dataPath), DataArgument.FileOf(queryPath), trajectoryPath, TrajectoryWeights.FileOf(trajectoryPath), _format.SchemaPath(parsed)];
        OutputFile.Check(json, "--json", inputs);
        OutputFile.Check(csv, "--csv", [.. inputs, json]);
        if (queryPath is not null && parsed.GetValue(_rows) is not null)
            throw new InputException("--rows and --queries both name the queries; leave one out");

        string target = parsed.GetValue(_target) ?? (dataPath is null ? DigitsSample.Target : throw new InputException($"{dataPath} needs the column to predict: name it with --target COL"));
        using DataFile file = dataPath is null ? DigitsSample.OpenData() : DataFile.Open(dataPath, _format.Options(parsed), terminal, cancellationToken);
        Trajectory<float>? given = trajectoryPath is null ? null : ReadTrajectory(trajectoryPath);
        LabelledTable table = ProgressBar.Run(terminal, "Reading", progress => LabelledTable.Read(file, target, classes: given?.Network.Loss == Loss.SquaredError ? [] : null, features: null, keepsAll: given is not null, progress));
        if (table.Classes is { } names && !IsFromZero(names)) terminal.Error.WriteLine(InputException.OneLine($"{target}: {names.Count} classes, {InputException.List(names)}"));
        AttributionSplit split = Split(parsed, terminal, file, table, target, dataPath is null, cancellationToken);
        int percent = parsed.GetValue(_mislabel) ?? (dataPath is null && trajectoryPath is null ? DigitsSample.Mislabelled : 0);
        Mislabelling<float>? wrong = Mislabel(split, table, percent, trajectoryPath, _training.Seed(parsed));
        if (wrong is not null)
            split = split with { Training = wrong.Data };

        (LabelledData<float> training, LabelledData<float> queries, Trajectory<float> trajectory, TargetUnit trainedIn) = given is null
            ? _training.Train(parsed, terminal, split, table.Classes?.Count, cancellationToken)
            : (split.Training, split.Queries, Checked(given, trajectoryPath!, split, file.Name), new TargetUnit(0, 1));
        AttributionRequest request = new(training, queries, trajectory);
        MethodName method = parsed.GetValue(_method);
        int count = parsed.GetValue(_top) ?? DefaultTop;
        TimeSpan? deadline = DeadlineOption.Value(parsed, _deadline);
        long start = Stopwatch.GetTimestamp();
        AttributionMethod<float> fitted = ProgressBar.Run(terminal, "Fitting", progress => request.Fit(method, progress, cancellationToken));
        long scoring = Stopwatch.GetTimestamp();
        InfluentialRows rows = ProgressBar.Run(terminal, "Scoring", progress => request.Find(fitted, count, deadline, progress, cancellationToken));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        TimeSpan? left = deadline - Stopwatch.GetElapsedTime(scoring);
        IReadOnlyList<(string, int?)> found = wrong is null ? [] : ProgressBar.Run(terminal, "Comparing methods", progress => request.FindWrong(wrong, left, progress, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();

        AttributionReport report = new(file.Name, AttributionRequest.Methods.Single(m => m.Item2 == method).Item1,
            trajectory.Network.Loss == Loss.SquaredError ? "accuracy (absolute error, turned round)" : "margin (log odds of its class)",
            training.Count, trajectory.Network.ParameterCount, split.QueryRows, split.Queries.Targets.ToArray(), [.. request.Predictions().Select(trainedIn.Of)], split.TrainingRows,
            split.Training.Targets.ToArray(), rows, wrong is null ? new HashSet<int>() : [.. wrong.Rows.Select(row => split.TrainingRows[row])], found, elapsed)
        {
            LargestStep = (fitted as SourceAttribution<float>)?.LargestStep,
            Classes = table.Classes,
        };
        List<(string, string)> results = [];
        if (json is not null) results.Add((json, AttributionJson.Render(report)));
        if (csv is not null) results.Add((csv, AttributionCsv.Render(report)));
        OutputFile.Write(results, terminal);
        if (results.Count == 0) AttributionTable.Write(terminal, report);
        return 0;
    }

    private static bool IsFromZero(IReadOnlyList<string> classes) => classes.Select((name, code) => name == code.ToString(CultureInfo.InvariantCulture)).All(same => same);

    private AttributionSplit Split(ParseResult parsed, Terminal terminal, DataFile file, LabelledTable table, string target, bool isSample, CancellationToken cancellationToken)
    {
        int n = table.Data.Count;
        if (parsed.GetValue(_queries) is { } path)
        {
            using DataFile other = DataFile.Open(path, file.Options, terminal, cancellationToken);
            if (!other.Columns.SequenceEqual(file.Columns))
                throw new InputException($"{path} has other columns than {file.Name}; both need the same in the same order");
            LabelledData<float> queries = ProgressBar.Run(terminal, "Reading", progress => LabelledTable.Read(other, target, table.Classes ?? [], table.Features, keepsAll: true, progress)).Data;
            return new AttributionSplit(table.Data, [.. Enumerable.Range(0, n)], queries, [.. Enumerable.Range(0, queries.Count)]);
        }

        int[] rows = parsed.GetValue(_rows) is { } text ? RowRanges.Parse(text, n)
            : isSample ? RowRanges.Parse(DigitsSample.Rows, n)
            : [.. Enumerable.Range(0, Math.Min(DefaultRows, n))];

        // What was trained elsewhere was trained on all rows.
        int[] training = parsed.GetValue(_trajectory) is null ? [.. Enumerable.Range(0, n).Except(rows)] : [.. Enumerable.Range(0, n)];
        if (training.Length < 2)
            throw new InputException($"{file.Name}: --rows leaves {training.Length} rows to train on; name fewer");
        return new AttributionSplit(table.Data.Subset(training), training, table.Data.Subset(rows), rows);
    }

    private static Mislabelling<float>? Mislabel(AttributionSplit split, LabelledTable table, int percent, string? trajectory, long seed)
    {
        if (percent == 0)
            return null;
        if (trajectory is not null)
            throw new InputException("--mislabel: labels can be made wrong only where the training is done here; leave --trajectory out");
        if (table.Classes is not { } classes)
            throw new InputException("--mislabel: the target is no class; leave it out");
        return percent < 100 ? Mislabelling<float>.Of(split.Training, classes.Count, percent / 100.0, seed) : throw new InputException($"--mislabel takes 1 to 99 percent, not {percent}");
    }

    private static Trajectory<float> ReadTrajectory(string path)
    {
        InputFile.Check(path);
        return TrajectoryFile.Read<float>(path);
    }

    private static Trajectory<float> Checked(Trajectory<float> trajectory, string path, AttributionSplit split, string data)
    {
        if (trajectory.TrainingCount != split.Training.Count)
            throw new InputException($"{path} was trained on {trajectory.TrainingCount} rows, but {data} has {split.Training.Count}; give the rows it was trained on");
        return trajectory;
    }
}

/// <summary>Training rows and queries, with their numbers in their tables.</summary>
internal sealed record AttributionSplit(LabelledData<float> Training, int[] TrainingRows, LabelledData<float> Queries, int[] QueryRows);
