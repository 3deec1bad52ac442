using CteFast.Compression;
using CteFast.Explain.Asking;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Global.Sage;

/// <summary>The rows and losses of one computation.</summary>
internal sealed class SageGame
{
    private const int FewestUnits = 64;
    private const int UnitsBetweenChecks = 32;

    private readonly IModel _model;
    private readonly Background _background;
    private readonly float[] _rows;
    private readonly LabelledLoss _loss;
    private readonly SageOptions _options;
    private readonly BatchRunner _runner;
    private long _computedRows;      // of trees, whose predictions are computed without asking for them

    public SageGame(IModel model, Background background, ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, SageOptions options)
    {
        if (background.FeatureCount != model.FeatureCount)
            throw new ArgumentException($"The background has {background.FeatureCount} features, the model {model.FeatureCount}.", nameof(background));
        if (rows.IsEmpty || rows.Length % model.FeatureCount != 0)
            throw new ArgumentException($"{rows.Length} values do not fill rows of {model.FeatureCount} features.", nameof(rows));
        _loss = new LabelledLoss(options.Loss, labels, rows.Length / model.FeatureCount, model);
        (_model, _background, _rows, _options) = (model, background, rows.ToArray(), options);
        double mostRows = options.Estimator == SageEstimator.Exact ? Math.ScaleB(RowCount, model.FeatureCount) * background.Count : options.TotalModelRows;
        _runner = BatchRunner.For(model, (long)Math.Clamp(mostRows, Math.Max(RowCount, background.Count), int.MaxValue), options.MaxBatchRows, options.Threads);
    }

    private int RowCount => _rows.Length / _model.FeatureCount;

    // Of a small background, all rows cost little more than some, and the loss of their mean has no bias.
    private bool IsPaired => _options.Design == SamplingDesign.Paired && 2 * _options.ChosenRowsPerOrdering(_model.OutputCount) < _background.Count;

    private bool IsKernel => _options.Estimator == SageEstimator.Kernel;

    private int RowsEach => IsPaired ? _options.ChosenRowsPerOrdering(_model.OutputCount) : _background.Count;

    private long UnitCost => Math.Max(1, (long)SageUnits.CoalitionsOf(IsKernel, _model.FeatureCount) * RowsEach);

    // A unit is kept as its row, its ordering, its cut, its background rows and its contributions.
    private int MostUnits => (int)PlanMemory.Count(Math.Max(1, _options.TotalModelRows / UnitCost), _model.FeatureCount * (sizeof(int) + (long)sizeof(double)) + (2 + RowsEach) * (long)sizeof(int));

    /// <summary>The number of model rows that take about as long as drawing the units.</summary>
    public double DrawingWork => _options.CompressForeground ? Coreset.Work(RowCount, Math.Min(RowCount, MostUnits)) : 0;

    /// <summary>Draws as many units as the budget pays for; the rows are compressed to that number if the options say so.</summary>
    public SageUnits Draw(ref Pcg64 random, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount, each = RowsEach;
        long cost = UnitCost;
        if (_options.TotalModelRows < cost)
            throw new ArgumentException($"A budget of {_options.TotalModelRows} model rows is too small for one ordering of {d} features over {each} background rows: allow at least {cost}.");
        // Latin squares and rows end together only where all are equally many; a single feature needs each row once.
        int count = d == 1 ? RowCount : MostUnits;
        int[] chosen = _options.CompressForeground && count < RowCount
            ? [.. Coreset.Compress(Background.Fill(_rows, d), d, count, new CoresetOptions { Seed = _options.Seed }, progress, cancellationToken).Indices] : [.. Enumerable.Range(0, RowCount)];
        int[] rows = new int[count];
        for (int i = 0; i < count; i++)
        {
            if (i % chosen.Length == 0) SageUnits.Shuffle(chosen, ref random);
            rows[i] = chosen[i % chosen.Length];
        }

        return SageUnits.Draw(rows, _background, each, IsKernel, ref random);
    }

    public SageValues Estimate(SageUnits units, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int d = units.FeatureCount, used = 0;
        double[] backgroundOutputs = Predict(_background.Rows, [], cancellationToken);
        int[] distinct = [.. Enumerable.Range(0, units.Count).Select(units.Row).Distinct()];
        double[] fullLosses = Losses(distinct, cancellationToken);
        (double baselineLoss, double modelLoss) = Ends(distinct, backgroundOutputs, fullLosses);

        var walk = new SageWalk(units, _background, backgroundOutputs, _rows, _loss, fullLosses, baselineLoss - modelLoss);
        double[] values = new double[d], errors = new double[d];
        // Checks between whole Latin squares cost a call of the model that may not be full.
        int step = (Math.Max(UnitsBetweenChecks, 1 + _options.MaxBatchRows / Math.Max(1, units.ModelRows)) + d - 1) / d * d;
        bool converged = false;
        while (used < units.Count && !converged)
        {
            int next = Math.Min(step, units.Count - used);
            if (units.Coalitions == 0)
            {
                for (int unit = used; unit < used + next; unit++) walk.Finish(unit);
            }
            else
            {
                walk.Begin(used, next);
                _runner.Run(ref walk, cancellationToken);
            }

            used += next;
            Average(walk.Contributions.AsSpan(0, used * d), values, errors);
            double spread = values.Max() - values.Min();
            converged = used >= Math.Min(FewestUnits, units.Count) && _options.Convergence > 0 && errors.Max() <= _options.Convergence * spread;
            progress?.Report(converged ? 1 : (double)used / units.Count);
        }

        return Result($"{(units.IsKernel ? "kernel" : "permutation")}, {(units.IsPaired ? "paired" : "crossed")}", values, errors, baselineLoss, modelLoss,
            rowCount: distinct.Length, samples: used, converged, converged ? StopReason.Precision : StopReason.Budget);
    }

    public SageValues Enumerate(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // Trees too many and too deep for their tables are models like others, where these can be enumerated.
        if (_model is TreeEnsemble { SumsTrees: true } trees && (_model.FeatureCount > SageEnumeration.Largest || TreeCoalitions.Fits(trees)))
        {
            // A row takes the sums over all coalitions, a background row one walk.
            IProgress<double>?[] parts = PartProgress.Split(progress, _background.Count, 20.0 * RowCount);
            return Enumerate(new TreeCoalitions(trees, _background, parts[0], cancellationToken), parts[1], cancellationToken);
        }

        if (_model.FeatureCount > SageEnumeration.Largest)
            throw new ArgumentException($"Exact SAGE values take 2^{_model.FeatureCount} coalitions; estimate them for more than {SageEnumeration.Largest} features.");
        var enumeration = new SageEnumeration(_background, _rows, _loss, _model.OutputCount);
        if (enumeration.ModelRows > int.MaxValue)
            throw new ArgumentException($"Exact SAGE values take {enumeration.ModelRows} model rows here; use fewer rows or background rows, or estimate them.");
        _runner.Run(ref enumeration, cancellationToken, StepProgress.Of(progress, enumeration.ModelRows));
        return Exact("exact", SageEnumeration.ShapleyValues(enumeration.Worths), enumeration.Worths);
    }

    /// <summary>Exact values of trees, which give the worth of every coalition; a feature that no tree compares has the value 0.</summary>
    private SageValues Enumerate(TreeCoalitions coalitions, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount, count = coalitions.Count;
        double[] margins = new double[count * _model.OutputCount], means = new double[_model.OutputCount], worths = new double[count];
        for (int row = 0; row < RowCount; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            coalitions.Fill(_rows.AsSpan(row * d, d), margins);
            for (int coalition = 0; coalition < count; coalition++)
            {
                for (int output = 0; output < means.Length; output++) means[output] = margins[output * count + coalition];
                worths[coalition] -= _loss.Of(row, means) / RowCount;
            }

            progress?.Report((row + 1.0) / RowCount);
        }

        _computedRows = _background.Count + RowCount;
        double[] values = new double[d], ofPlayers = SageEnumeration.ShapleyValues(worths);
        for (int player = 0; player < ofPlayers.Length; player++) values[coalitions.Players[player]] = ofPlayers[player];
        return Exact("exact, of trees", values, worths);
    }

    private SageValues Exact(string method, double[] values, double[] worths) => Result(method, values, new double[values.Length], -worths[0], -worths[^1],
        RowCount, samples: worths.Length, converged: true, StopReason.Budget);

    private SageValues Result(string method, double[] values, double[] errors, double baselineLoss, double modelLoss, int rowCount, int samples, bool converged, StopReason stoppedBy) => new()
    {
        Method = method,
        FeatureNames = [.. Enumerable.Range(0, _model.FeatureCount).Select(_model.NameOf)],
        Loss = _options.Loss,
        Values = values,
        StandardErrors = errors,
        BaselineLoss = baselineLoss,
        ModelLoss = modelLoss,
        BackgroundQuality = _background.Quality,
        RowCount = rowCount,
        Samples = samples,
        Cost = new ExplanationCost(_runner.Rows + _computedRows, _runner.Calls, _runner.Elapsed, stoppedBy),
        Converged = converged,
    };

    /// <summary>The mean losses of no feature known and of all known, over the rows that are used.</summary>
    private (double Baseline, double Model) Ends(int[] rows, double[] backgroundOutputs, double[] fullLosses)
    {
        double[] mean = new double[_model.OutputCount];
        for (int i = 0; i < backgroundOutputs.Length; i++) mean[i % mean.Length] += _background.Weights[i / mean.Length] * backgroundOutputs[i];
        double baseline = 0, full = 0;
        foreach (int row in rows)
        {
            baseline += _loss.Of(row, mean) / rows.Length;
            full += fullLosses[row] / rows.Length;
        }

        return (baseline, full);
    }

    /// <summary>The losses of the predictions of the given rows, each at its index among all rows.</summary>
    private double[] Losses(int[] rows, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount, k = _model.OutputCount;
        float[] taken = new float[rows.Length * d];
        for (int i = 0; i < rows.Length; i++) _rows.AsSpan(rows[i] * d, d).CopyTo(taken.AsSpan(i * d));
        double[] outputs = Predict(taken, rows, cancellationToken), losses = new double[RowCount];
        for (int i = 0; i < rows.Length; i++) losses[rows[i]] = _loss.Of(rows[i], outputs.AsSpan(i * k, k));
        return losses;
    }

    private double[] Predict(ReadOnlySpan<float> rows, ReadOnlySpan<int> indices, CancellationToken cancellationToken)
    {
        double[] outputs = new double[rows.Length / _model.FeatureCount * _model.OutputCount];
        _runner.PredictAll(rows, outputs, indices, cancellationToken);
        return outputs;
    }

    private static void Average(ReadOnlySpan<double> contributions, double[] values, double[] errors)
    {
        int d = values.Length, units = contributions.Length / d;
        Array.Clear(values);
        Array.Clear(errors);
        for (int i = 0; i < contributions.Length; i++) values[i % d] += contributions[i] / units;
        for (int i = 0; i < contributions.Length; i++) errors[i % d] += (contributions[i] - values[i % d]) * (contributions[i] - values[i % d]);
        for (int j = 0; j < d; j++) errors[j] = units > 1 ? Math.Sqrt(errors[j] / (units - 1) / units) : double.NaN;
    }
}
