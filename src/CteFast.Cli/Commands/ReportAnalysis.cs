using System.Diagnostics;
using System.Globalization;
using CteFast.Cli.Render;
using CteFast.Cli.Render.Report;
using CteFast.Cli.Render.Svg;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Explain;
using CteFast.Explain.Global.Effects;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Performance;
using CteFast.Explain.Global.Sage;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Numerics;

namespace CteFast.Cli.Commands;

/// <summary>The choices of a report.</summary>
/// <param name="Rows">The rows explained one by one.</param>
/// <param name="Sample">The number of rows that stand for all.</param>
/// <param name="ModelRows">The model rows for each row explained.</param>
/// <param name="Output">The output reported, or null for the one predicted largest.</param>
/// <param name="Seed">The seed of everything random.</param>
internal sealed record ReportRequest(int[] Rows, int Sample, int ModelRows, int? Output, long Seed);

/// <summary>Computes what a report shows.</summary>
internal sealed class ReportAnalysis
{
    /// <summary>Errors larger than this part of the values make the summary say how to lower them.</summary>
    private const double LargeError = 0.1;

    private const int MostEffects = 6;
    private const int RowsCompared = 8;

    private readonly ModelTable _table;
    private readonly ReportRequest _request;
    private readonly ExplainOptions _options;

    private ReportAnalysis(ModelTable table, ReportRequest request)
    {
        (_table, _request) = (table, request);
        _options = new ExplainOptions { ModelRows = request.ModelRows, Seed = request.Seed, Threads = Environment.ProcessorCount };
    }

    /// <summary>Explains, measures and traces effects.</summary>
    public static ReportContent Run(ModelTable table, ReportRequest request, IProgress<double>? progress, CancellationToken cancellationToken)
        => new ReportAnalysis(table, request).Run(progress, cancellationToken);

    private ReportContent Run(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int d = _table.Features.Length;
        EffectOptions sizes = new() { BackgroundSize = 64, ReferenceSize = 1024, Seed = _request.Seed };
        IProgress<double>?[] parts = Parts(progress, sizes);
        int[] sample = Sample(parts[0], cancellationToken);
        // The rows explained one by one come after the sample: compressed and prepared once for both.
        Explanation all = CompressThenExplain.Explain(_table.Model, _table.Rows, _table.Take([.. sample, .. _request.Rows]), _options, parts[1], cancellationToken);
        int output = Output(all, sample.Length);
        // Against all the data there is no other background that the values could differ by.
        BackgroundReport? background = _table.RowCount >= 8 && all.BackgroundQuality.Count < all.BackgroundQuality.InputCount
            ? BackgroundReport.Measure(_table.Model, _table.Rows, _table.Take([.. sample.Take(RowsCompared)]), _options, coresets: 4, parts[2], cancellationToken) : null;
        SageValues? sage = Sage(parts[3], cancellationToken);
        ModelPerformance? performance = _table.Labels.Length == 0 || _table.Predicting.OutputKind == OutputKind.Margin ? null
            : ModelPerformance.Compute(_table.Predicting, _table.Rows, _table.Labels, cancellationToken);

        FeatureDots[] dots = [.. Enumerable.Range(0, d).Select(j => Dots(all, sample, output, j)).OrderByDescending(dot => dot.Shapley.Average(Math.Abs))];
        Background few = Background.Compress(_table.Rows, d, sizes.BackgroundSize, _request.Seed, parts[4], cancellationToken);
        Background many = Background.Compress(_table.Rows, d, sizes.ReferenceSize, _request.Seed, parts[5], cancellationToken);
        EffectRows effects = EffectRows.Create(_table.Model, few, many, sizes, cancellationToken);
        List<EffectCurves> curves = [];
        foreach (FeatureDots dot in dots.Where(dot => HasValues(many, dot.Name) && !_table.IsMoved(Array.IndexOf(_table.Features, dot.Name))).Take(MostEffects))
        {
            curves.Add(Effect(effects, few, dot.Name, output, all.BaseValues[output], cancellationToken));
            parts[6]?.Report((double)curves.Count / MostEffects);
        }

        return new ReportContent
        {
            Model = _table.ModelName,
            Data = Path.GetFileName(_table.Name),
            Quantity = Quantity(all, output),
            Summary = [.. Performance(performance), .. Summary(all, output, background)],
            Performance = performance?.Measures ?? [],
            Sage = sage is null ? [] : [.. Enumerable.Range(0, d).Select(j => new Bar(_table.Features[j], sage.Values[j], sage.StandardErrors[j])).OrderByDescending(bar => bar.Value)],
            SageLoss = Sentences.LossName(sage?.Loss ?? LossFunction.SquaredError),
            MeanShapley = [.. dots.Select(dot => new Bar(dot.Name, dot.Shapley.Average(Math.Abs), double.NaN))],
            Dots = dots,
            Effects = curves,
            Rows = [.. Enumerable.Range(0, _request.Rows.Length).Select(row => Row(all, sample.Length + row, _request.Rows[row], output))],
            Facts = Facts(all, sage, effects.Cost.ModelRows, Stopwatch.GetElapsedTime(start)),
        };
    }

    /// <summary>The stages' shares of the time: sample, explanations, the background's quality, SAGE, two backgrounds of effects, effects.</summary>
    private IProgress<double>?[] Parts(IProgress<double>? progress, EffectOptions sizes)
    {
        const double Points = 20, TreeWork = 2000;
        int n = _table.RowCount;
        double explained = _request.Sample + _request.Rows.Length, compression = Coreset.Work(n, _request.ModelRows / Math.Max(1, 2 * _table.Features.Length));
        // Exact values of trees take their tables and, once, all the data.
        double explanations = _table.Model is TreeEnsemble trees ? TreeWork * trees.TreeCount + n : compression + explained * _request.ModelRows;
        return PartProgress.Split(progress, Coreset.Work(n, _request.Sample), explanations, _table.Model is TreeEnsemble ? 0 : 3 * compression + 4.0 * RowsCompared * _request.ModelRows,
            _table.Labels.Length == 0 ? 0 : 2 * compression + new SageOptions().TotalModelRows / 2.0, Coreset.Work(n, sizes.BackgroundSize), Coreset.Work(n, sizes.ReferenceSize),
            MostEffects * (Points * sizes.BackgroundSize + 2 * sizes.ReferenceSize));
    }

    /// <summary>The rows shown in the pictures of the whole table. A missing value is a level like any other.</summary>
    private int[] Sample(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        return [.. Coreset.Compress(_table.Table, _request.Sample, new CoresetOptions { Seed = _request.Seed }, progress, cancellationToken).Indices];
    }

    private bool HasValues(Background background, string name)
    {
        int feature = Array.IndexOf(_table.Features, name);
        return Enumerable.Range(0, background.Count).Any(i => !float.IsNaN(background.Rows[i * background.FeatureCount + feature]));
    }

    private int Output(Explanation explanation, int rows) => _request.Output
        ?? Enumerable.Range(0, explanation.OutputCount).MaxBy(output => Enumerable.Range(0, rows).Sum(row => explanation.Prediction(row)[output]));

    private SageValues? Sage(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (_table.Labels.Length == 0) return null;
        return SageValues.Compute(_table.Predicting, _table.Rows, _table.Labels, new SageOptions { Loss = ModelPerformance.LossOf(_table.Predicting), Seed = _request.Seed }, progress, cancellationToken);
    }

    private FeatureDots Dots(Explanation explanation, int[] rows, int output, int feature) => new(_table.Table.Schema[feature],
        [.. Enumerable.Range(0, rows.Length).Select(row => explanation.Values(row, output)[feature])],
        [.. rows.Select(row => (double)_table.Shown[row][feature])]);

    private EffectCurves Effect(EffectRows effects, Background background, string name, int output, double baseValue, CancellationToken cancellationToken)
    {
        int feature = Array.IndexOf(_table.Features, name);
        Feature described = _table.Table.Schema[feature];
        bool isLevel = described.Levels.Count > 0;
        FeatureGrid grid = isLevel ? FeatureGrid.Levels(_table.Rows, _table.Features.Length, feature) : effects.Quantiles(feature);
        double[] points = [.. grid.Points.ToArray().Select(point => (double)point)];
        Curve partial = new("partial dependence", points, PartialDependence.Compute(effects, grid, cancellationToken: cancellationToken).Values(output).ToArray());
        // Levels have no order to go along.
        Curve? accumulated = isLevel || points.Length < 2 ? null
            : new Curve("accumulated local effects", points, [.. AccumulatedLocalEffects.Compute(effects, grid, cancellationToken: cancellationToken).Values(output).ToArray().Select(value => value + baseValue)]);
        double[] values = [.. Enumerable.Range(0, background.Count).Select(i => (double)background.Rows[i * background.FeatureCount + feature])];
        return new EffectCurves(described, partial, accumulated, values);
    }

    private ExplainedRow Row(Explanation explanation, int row, int number, int output)
    {
        int d = _table.Features.Length;
        return new ExplainedRow(number,
            [.. Enumerable.Range(0, d).Select(j => new Bar(_table.Features[j], explanation.Values(row, output)[j], explanation.StandardErrors(row, output)[j]))],
            _table.Shown.Take([number]),
            explanation.BaseValues[output], explanation.Prediction(row)[output]);
    }

    private static string Quantity(Explanation explanation, int output)
    {
        string kind = Sentences.Outputs(Sentences.Kind(explanation.OutputKind));
        return explanation.OutputCount == 1 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind} of output {output}");
    }

    private static IEnumerable<string> Performance(ModelPerformance? performance)
    {
        if (performance is null) yield break;
        yield return $"On these rows the model has {Sentences.Measures(performance.Measures)}.";
        if (performance.IsWorseThanMean) yield return Sentences.WorseThanMean(performance);
    }

    private string[] Summary(Explanation explanation, int output, BackgroundReport? background)
    {
        string error = background is { RelativeError: var relative } && double.IsFinite(relative)
            ? string.Create(CultureInfo.InvariantCulture, $"; estimated error of the values {relative:P1}{(relative > LargeError ? ", less with more --model-rows" : "")}") : "";
        return
        [
            Sentences.Background(explanation) + error + ".",
            .. explanation.OutputCount == 1 ? Array.Empty<string>()
                : [$"Of {explanation.OutputCount} outputs this is about {output}{(_request.Output is null ? ", the one predicted largest" : "")}; --class names another."],
            string.Create(CultureInfo.InvariantCulture, $"{explanation.RowCount:N0} rows explained by {explanation.Method}: {explanation.ModelRows:N0} model rows, {Sentences.Time(explanation.Elapsed)}."),
        ];
    }

    private string ModelRows(Explanation explanation, CultureInfo culture) => explanation.IsExact ? explanation.ModelRows.ToString("N0", culture)
        : string.Create(culture, $"{explanation.ModelRows:N0}: up to {_request.ModelRows:N0} for each of {explanation.RowCount:N0} rows; --model-rows sets how many");

    private List<(string, string)> Facts(Explanation explanation, SageValues? sage, long effectRows, TimeSpan elapsed)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        List<(string, string)> facts =
        [
            ("data", string.Create(culture, $"{_table.Name}: {_table.RowCount:N0} rows, {_table.Features.Length} features")),
            ("model", string.Create(culture, $"{_table.ModelName}: {explanation.OutputCount} outputs, {Sentences.Kind(explanation.OutputKind)}")),
            ("Shapley values", explanation.Method),
            ("model rows for Shapley values", ModelRows(explanation, culture)),
        ];
        if (sage is not null)
        {
            facts.Add(("SAGE", string.Create(culture, $"{sage.Method}: loss {sage.BaselineLoss:G4} without features, {sage.ModelLoss:G4} with all; {sage.Cost.ModelRows:N0} model rows, {(sage.Converged ? "converged" : "not converged")}")));
        }
        else
        {
            facts.Add(("SAGE", "left out: no column was named as the target"));
        }

        facts.Add(("effects", string.Create(culture, $"{effectRows:N0} background rows predicted once; partial dependence corrected by them")));
        facts.Add(("time for all of it", Sentences.Time(elapsed)));
        facts.Add(("seed", _request.Seed.ToString(culture)));
        facts.Add(("made by", $"ctefast {typeof(ReportAnalysis).Assembly.GetName().Version?.ToString(3)}"));
        return facts;
    }
}
