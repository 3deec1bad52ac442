using System.CommandLine;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Performance;
using CteFast.Explain.Global.Sage;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast importance</c>: how much a model's loss depends on each feature.</summary>
internal sealed class ImportanceCommand
{
    private readonly ModelInput _input = new();

    private readonly Option<ImportanceMethod> _method = ChoiceOption.Create("--method",
        "How importance is measured. sage: how much the loss falls when the feature becomes known, averaged over sets of other features that are known; exact: the same, over all sets, for up to 16 features; permutation: how much the loss rises when the feature's values are shuffled",
        ("sage", ImportanceMethod.Sage), ("exact", ImportanceMethod.Exact), ("permutation", ImportanceMethod.Permutation));

    private readonly Option<LossFunction?> _loss = ChoiceOption.Create<LossFunction?>("--loss", "How the distance of predictions from labels is measured. auto: cross-entropy of probabilities for a classifier, else squared; error: the share of wrong classes",
        ("auto", null), ("squared", LossFunction.SquaredError), ("absolute", LossFunction.AbsoluteError), ("cross-entropy", LossFunction.CrossEntropy),
        ("error", LossFunction.ClassificationError));

    private readonly Option<int?> _modelRows = NumberOption.Count("--model-rows",
        $"sage: the most rows that the model predicts in all; it stops earlier if the values are precise enough [default: {new SageOptions().TotalModelRows}]");

    private readonly Option<int?> _repeats = NumberOption.Count("--repeats",
        $"permutation: how many times each feature is shuffled [default: {new PermutationImportanceOptions().Repeats}]");

    private readonly Option<long> _seed = NumberOption.Seed();

    private readonly Option<string?> _json = JsonOption.Create("the result as JSON instead of a table");

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        ImportanceCommand importance = new();
        Command command = new ExampleCommand("importance", "Measure how much a model's loss depends on each feature",
            "ctefast importance data.csv --model model.json --target y");
        importance._input.AddTo(command);
        foreach (Option option in (Option[])[importance._method, importance._loss, importance._modelRows, importance._repeats, importance._seed, importance._json])
            command.Add(option);
        command.SetAction(parsed => importance.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string? json = parsed.GetValue(_json);
        OutputFile.Check(json, "--json", _input.Files(parsed));
        ModelTable table = _input.Read(parsed, terminal, withLabels: true, cancellationToken);
        LossFunction loss = parsed.GetValue(_loss) ?? ModelPerformance.LossOf(table.Predicting);
        ImportanceMethod method = parsed.GetValue(_method);
        PermutationImportanceOptions permutation = new() { Loss = loss, Seed = parsed.GetValue(_seed) };
        SageOptions sage = new() { Loss = loss, Seed = parsed.GetValue(_seed), Estimator = method == ImportanceMethod.Exact ? SageEstimator.Exact : SageEstimator.Permutation };
        if (parsed.GetValue(_repeats) is { } repeats) permutation = permutation with { Repeats = repeats };
        if (parsed.GetValue(_modelRows) is { } modelRows) sage = sage with { TotalModelRows = modelRows };

        ImportanceReport report = ProgressBar.Run(terminal, "Measuring", progress => method == ImportanceMethod.Permutation
            ? Permutation(table, permutation, progress, cancellationToken)
            : Sage(table, sage, progress, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (json is null)
            ImportanceTable.Write(terminal, report);
        else
            OutputFile.Write(json, ImportanceJson.Render(report), terminal);
        PerformanceWarning.Write(table, terminal, cancellationToken);
        return 0;
    }

    private static ImportanceReport Sage(ModelTable table, SageOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        SageValues values = SageValues.Compute(table.Predicting, table.Rows, table.Labels, options, progress, cancellationToken);
        return new ImportanceReport($"SAGE, {values.Method}", table.ModelName, values.Loss, table.Features, [.. values.Values], [.. values.StandardErrors], "standardErrors",
            values.BaselineLoss, values.ModelLoss, values.Cost.ModelRows, values.Cost.Elapsed, values.Converged);
    }

    private static ImportanceReport Permutation(ModelTable table, PermutationImportanceOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        PermutationImportance importance = PermutationImportance.Compute(table.Predicting, table.Rows, table.Labels, options, progress, cancellationToken);
        return new ImportanceReport($"permutation importance, {importance.Repeats} repeats", table.ModelName, importance.Loss, table.Features, [.. importance.Means],
            [.. importance.StandardDeviations], "standardDeviations", BaselineLoss: null, importance.BaselineLoss, importance.Cost.ModelRows, importance.Cost.Elapsed, Converged: null);
    }

    /// <summary>How importance is measured.</summary>
    private enum ImportanceMethod
    {
        Sage,
        Exact,
        Permutation,
    }
}
