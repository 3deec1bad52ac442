using System.CommandLine;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using CteFast.Compression;
using CteFast.Explain.Global.Effects;
using CteFast.Numerics;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast effects</c>: how predictions change with a feature.</summary>
internal sealed class EffectsCommand
{
    private const int DefaultRows = 5;
    private const int DefaultBackground = 64;
    private const int DefaultReference = 1024;
    private const int CurveIntervals = 20;
    private const int MostIntervals = 10_000;
    private const int SurfaceIntervals = 5;

    private readonly ModelInput _input = new();

    private readonly Option<EffectMethod> _method = ChoiceOption.Create("--method", "What is shown. pdp: partial dependence, the mean prediction; ice: individual conditional expectation, a curve a row; ale: accumulated local effects",
        ("pdp", EffectMethod.PartialDependence), ("ice", EffectMethod.Individual), ("ale", EffectMethod.AccumulatedLocal));

    private readonly Option<string[]> _features = Names("--feature", "Feature to show; may be given several times [default: the first]");

    private readonly Option<string?> _with = new("--with")
    {
        Description = "Second feature. pdp: the effect of both together; ale: their interaction, beyond the effect of each alone",
        HelpName = "COL",
    };

    private readonly Option<string[]> _categorical = Names("--categorical", "Feature whose numbers stand for categories; may be given several times");

    private readonly Option<int?> _intervals = NumberOption.Count("--intervals",
        $"Intervals between the points of the curve, which are quantiles of the feature [default: {CurveIntervals}, or {SurfaceIntervals} with a second feature]", MostIntervals);

    private readonly Option<int?> _output = ClassOption.Create("For a model with several outputs: the one to show in the table, counted from 0; JSON and CSV have all [default: 0]");

    private readonly Option<string?> _rows = new("--rows")
    {
        Description = $"ice: rows to show, counted from 0, as in 0-2,7,10-12 [default: the first {DefaultRows}]",
        HelpName = "ROWS",
    };

    private readonly Option<int?> _backgroundSize = NumberOption.Count("--background-size", $"pdp: rows predicted at every point, chosen from the table [default: {DefaultBackground}]");

    private readonly Option<long> _seed = NumberOption.Seed();

    private readonly Option<string?> _json = JsonOption.Create("the effects as JSON instead of tables");

    private readonly Option<string?> _csv = new("--csv") { Description = "Write the effects as CSV, one line for each point and output; - is standard output", HelpName = "FILE|-" };

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        EffectsCommand effects = new();
        Command command = new ExampleCommand("effects", "Show how predictions change with a feature", "ctefast effects --feature carat --method ale");
        effects._input.AddTo(command);
        foreach (Option option in (Option[])[effects._method, effects._features, effects._with, effects._categorical, effects._intervals, effects._output, effects._rows,
            effects._backgroundSize, effects._seed, effects._json, effects._csv])
        {
            command.Add(option);
        }

        command.SetAction(parsed => effects.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string? json = parsed.GetValue(_json), csv = parsed.GetValue(_csv), with = parsed.GetValue(_with);
        OutputFile.Check(json, "--json", _input.Files(parsed));
        OutputFile.Check(csv, "--csv", [.. _input.Files(parsed), json]);
        EffectMethod method = parsed.GetValue(_method);
        if (method == EffectMethod.Individual && with is not null)
            throw new InputException("--with: curves of single rows are of one feature; choose --method pdp or ale");

        ModelTable table = _input.Read(parsed, terminal, withLabels: false, cancellationToken);
        string[] named = parsed.GetRequiredValue(_features);
        int[] features = named.Length == 0 ? [0] : [.. named.Select(name => table.IndexOf("--feature", name))];
        int[] categorical = [.. parsed.GetRequiredValue(_categorical).Select(name => table.IndexOf("--categorical", name)), .. Enumerable.Range(0, table.Features.Length).Where(j => table.Table.Schema[j].Levels.Count > 0)];
        int? second = with is null ? null : table.IndexOf("--with", with);
        if (second is { } same && features.Contains(same)) throw new InputException($"--with {with}: --feature names it too; choose another");
        int output = ClassOption.Check(parsed.GetValue(_output), table.Model.OutputCount, table.ModelName) ?? 0;
        int[] rows = parsed.GetValue(_rows) is { } text ? RowRanges.Parse(text, table.RowCount) : [.. Enumerable.Range(0, Math.Min(DefaultRows, table.RowCount))];
        int intervals = parsed.GetValue(_intervals) ?? (second is null ? CurveIntervals : SurfaceIntervals);
        var options = new EffectOptions { Seed = parsed.GetValue(_seed), BackgroundSize = parsed.GetValue(_backgroundSize) ?? DefaultBackground, ReferenceSize = DefaultReference };

        foreach (int feature in second is { } also ? [.. features, also] : features) CheckMissing(table, feature, method, terminal);

        EffectReport report = ProgressBar.Run(terminal, "Predicting", progress =>
        {
            double points = method == EffectMethod.Individual ? rows.Length : options.BackgroundSize * (second is null ? 1.0 : intervals);
            IProgress<double>?[] parts = PartProgress.Split(progress,
                Coreset.Work(table.RowCount, options.BackgroundSize) + Coreset.Work(table.RowCount, options.ReferenceSize), features.Length * intervals * points);
            EffectRows prepared = EffectRows.Create(table.Model, table.Rows, options, parts[0], cancellationToken);
            FeatureGrid Grid(int feature) => !categorical.Contains(feature) ? FeatureGrid.Quantiles(table.Rows, table.Features.Length, feature, intervals)
                : method == EffectMethod.AccumulatedLocal ? FeatureGrid.LevelsBySimilarity(table.Rows, table.Features.Length, feature, categorical)
                : FeatureGrid.Levels(table.Rows, table.Features.Length, feature);
            FeatureGrid? other = second is { } crossed ? Grid(crossed) : null;
            List<EffectCurve> curves = [];
            for (int at = 0; at < features.Length; at++)
            {
                FeatureGrid grid = Grid(features[at]);
                IProgress<double>? part = PartProgress.Of(parts[1], (double)at / features.Length, (at + 1.0) / features.Length);
                if (method == EffectMethod.Individual)
                {
                    IndividualConditionalExpectation individual = IndividualConditionalExpectation.Compute(table.Model, table.Take(rows), grid, options, part, cancellationToken);
                    curves.AddRange(rows.Select((row, index) => EffectCurve.Of(individual, index, row, table.Table.Schema)));
                }
                else
                {
                    curves.Add(EffectCurve.Of(method == EffectMethod.PartialDependence ? PartialDependence.Compute(prepared, grid, other, part, cancellationToken)
                        : AccumulatedLocalEffects.Compute(prepared, grid, other, part, cancellationToken), table.Table.Schema));
                }
            }

            return new EffectReport(table.ModelName, Sentences.Kind(table.Model.OutputKind), prepared.Cost.ModelRows, curves);
        });
        cancellationToken.ThrowIfCancellationRequested();
        List<(string, string)> results = [];
        if (json is not null) results.Add((json, EffectJson.Render(report)));
        if (csv is not null) results.Add((csv, EffectCsv.Render(report)));
        OutputFile.Write(results, terminal);
        if (results.Count == 0) EffectTable.Write(terminal, report, output);
        return 0;
    }

    private static void CheckMissing(ModelTable table, int feature, EffectMethod method, Terminal terminal)
    {
        if (table.IsMoved(feature))
            throw new InputException($"{table.Features[feature]}: {table.ModelName} compares numbers that single precision cannot tell apart, so there is no axis to draw an effect along; "
                + "subtract a constant from the column before training and here, or see what the feature does with ctefast explain");
        int missing = table.Table.MissingCount(feature);
        if (missing == table.RowCount)
            throw new InputException($"{table.Features[feature]} is missing in every row; name another with --feature");
        // A row without the feature lies in none of its intervals; at a given point it stands like any other.
        if (missing > 0 && method == EffectMethod.AccumulatedLocal)
            terminal.Error.WriteLine(InputException.OneLine($"{table.Features[feature]} is missing in {missing} of {table.RowCount} rows; its accumulated local effects are those of the others"));
    }

    private static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "COL",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    /// <summary>The kinds of effects.</summary>
    private enum EffectMethod
    {
        PartialDependence,
        Individual,
        AccumulatedLocal,
    }
}
