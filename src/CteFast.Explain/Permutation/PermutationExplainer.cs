using CteFast.Explain.Asking;
using CteFast.Explain.Averaging;
using CteFast.Explain.Models;

namespace CteFast.Explain.Permutation;

/// <summary>Shapley values by orderings of the features, walked forward and in reverse from background rows to the row explained.</summary>
/// <remarks>
/// <para>
/// In the paired design, the default, a first ordering is walked from every background row, each row another one; then a second, and so on while the
/// budget lasts. The mean over the background rows is adjusted to all data by regression (<see cref="BackgroundRegression"/>). The same number of model
/// rows covers many more background rows and orderings than the crossed design does. Background rows that come with weights are averaged by these, and
/// the mean is not adjusted.
/// </para>
/// <para>
/// Where the outputs are probabilities, the random error that the choice of orderings leaves is reduced by a logistic regression of the model on the
/// model rows of the walks (<see cref="ControlVariate"/>), unless a deadline has passed. The price: values are then no longer linear in the model, so those
/// of two such models do not add up to those of their sum.
/// </para>
/// <para>
/// A deadline or a precision may end the work at any time after the first few walks, which are made whatever the deadline. The values are then means over
/// the background rows walked so far; the rows are ordered so that every beginning stands for all of them (<see cref="NestedOrder"/>). These means do not
/// add up to the prediction less the base value, which is that of all rows. The difference is divided among the features in proportion to their squared
/// standard errors, so that efficiency holds.
/// </para>
/// <para>
/// Standard errors say how far the estimate may lie from the value against all the data: from 16 background rows on, about 95 % of the estimates lie within
/// 1.96 standard errors of it (90 to 99 %, depending on model and budget).
/// </para>
/// </remarks>
public sealed class PermutationExplainer : ModelAgnosticExplainer
{
    private const int Stages = 16;
    private const int FewestClusters = 4;

    private readonly PermutationPlan _plan;
    private readonly ClusterMean?[] _means;
    private readonly bool _adjust;
    private readonly ControlVariate? _control;

    /// <summary>Prepares explanations: predicts the background once and fits the adjustment.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; all are used, or as many as the budget pays for.</param>
    /// <param name="options">Budget, design, groups of columns and seed; the background's size is that of <paramref name="background"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The background does not fit the model, or the budget is too small for one ordering from one row.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public PermutationExplainer(IModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
        : this(model, background, options, plan: null, adjust: true, cancellationToken)
    {
    }

    /// <summary>Prepares explanations by a given plan, or by that of the options where none is given.</summary>
    internal PermutationExplainer(IModel model, Background background, in ExplainOptions options, PermutationPlan? plan, bool adjust, CancellationToken cancellationToken = default)
        : base(model, plan is null ? PermutationPlan.Afford(model, background, options, cancellationToken) : background, options, cancellationToken)
    {
        background = Background!;
        _plan = plan ?? PermutationPlan.Create(options, Players.Count, background.Count);
        bool paired = _plan.IsPaired, mayStop = paired && (options.Deadline is not null || options.Precision > 0);
        // With all the data as background there is nothing to adjust to.
        _adjust = adjust && paired && background.Count < background.Quality.InputCount;
        if (mayStop) Game.Reorder(NestedOrder.Nested(background, options.Seed, cancellationToken));
        _means = new ClusterMean?[_plan.Clusters + 1];
        _control = paired && adjust ? ControlVariate.Of(Game.Background, Game.Outputs, Players, options.Seed) : null;
        if (paired) SetBaseValues(MeanOver(_plan.Clusters).Weights);
    }

    /// <inheritdoc/>
    public override string Method => _plan.IsPaired ? "permutation, paired" : "permutation, crossed";

    private protected override RowWorkspace CreateWorkspace() => new Workspace(Model, Game.BatchRows, _plan, MeanOver(_plan.Clusters).ScratchLength, _control);

    private protected override StopReason Run(RowGame game, RowWorkspace workspace, Span<double> values, Span<double> errors, CancellationToken cancellationToken)
    {
        var work = (Workspace)workspace;
        var walk = new OrderingWalk(_plan, game, Options.ModelRows, work);
        int rows = Game.Background.Count;
        workspace.Runner.LeastRows = 1 + _plan.LeastRows;      // 1: the row explained, which is predicted first
        long check = _plan.IsPaired ? Math.Min(rows, Math.Max(Stages, rows / 4)) : FewestClusters * (long)rows;
        while (true)
        {
            if (Options.Precision > 0) walk.Limit = check;
            bool inTime = workspace.Runner.Run(ref walk, cancellationToken);
            walk.Settle();
            // It takes time, and after a deadline there is none left.
            if (inTime && (walk.Finished || Options.Precision > 0)) _control?.Reduce(game, work.Log!, work.Sums, work.Control!, cancellationToken);
            if (!inTime || walk.Finished || Options.Precision > 0) Estimate(walk.Completed, game.Prediction, work, values, errors);
            if (Options.Precision > 0 && Largest(errors) <= Options.Precision) return StopReason.Precision;
            if (!inTime) return StopReason.Deadline;
            if (walk.Finished) return StopReason.Budget;
            check += Math.Max(_plan.IsPaired ? Math.Max(1, rows / 4) : rows, check / (4 * rows) * rows);
        }
    }

    /// <summary>Estimates the values from the units completed so far.</summary>
    private void Estimate(long units, ReadOnlySpan<double> prediction, Workspace workspace, Span<double> values, Span<double> errors)
    {
        int rows = Game.Background.Count;
        int clusters = _plan.IsPaired ? (int)Math.Min(units, rows) : (int)(units / rows);
        int step = _plan.IsPaired ? Math.Max(1, rows / Stages) : 1;
        if (clusters < rows && _plan.IsPaired && clusters > step) clusters -= clusters % step;
        ClusterMean mean = MeanOver(clusters);
        for (int at = 0; at < values.Length; at++) (values[at], errors[at]) = mean.Estimate(workspace.Sums, at, workspace.Scratch);
        if (_plan.IsPaired && clusters < rows) Complete(prediction, values, errors);
    }

    /// <summary>Makes the values add up to the prediction: divides what is missing among the features, in proportion to their squared standard errors.</summary>
    private void Complete(ReadOnlySpan<double> prediction, Span<double> values, Span<double> errors)
    {
        int p = Players.Count;
        for (int output = 0; output < prediction.Length; output++)
        {
            Span<double> outputValues = values.Slice(output * p, p);
            double missing = prediction[output] - BaseValues[output], total = 0;
            foreach (double value in outputValues) missing -= value;
            foreach (double error in errors.Slice(output * p, p)) total += error * error;
            for (int j = 0; j < p; j++)
            {
                double error = errors[output * p + j];
                outputValues[j] += missing * (total > 0 ? error * error / total : 1.0 / p);
            }
        }
    }

    /// <summary>The mean over the first so many clusters.</summary>
    private ClusterMean MeanOver(int clusters)
    {
        if (Volatile.Read(ref _means[clusters]) is { } known) return known;
        ClusterMean mean = _plan.IsPaired
            ? BackgroundMean.Of(clusters == Game.Background.Count ? Game.Background : Game.Background.Take(Enumerable.Range(0, clusters).ToArray()), Game.Outputs.AsSpan(0, clusters * Model.OutputCount), _adjust)
            : new OrderingMean(clusters);
        // Two threads may make the same mean at the same time; one of the two is kept.
        return Interlocked.CompareExchange(ref _means[clusters], mean, null) ?? mean;
    }

    internal sealed class Workspace : RowWorkspace
    {
        public Workspace(IModel model, int batchRows, PermutationPlan plan, int scratchLength, ControlVariate? control)
            : base(model, batchRows)
        {
            int k = model.OutputCount, p = plan.Players;
            Sums = new UnitSums(plan.IsPaired, plan.Clusters, k, p);
            Control = control?.CreateWorkspace();
            Log = control is null ? null : new WalkLog(k, p);
            Relabelling = plan.CreateRelabelling();
            (Composing, Taking, Differing) = (new int[p], new int[p], new int[p]);
            (Last, Unit, Scratch) = (new double[k], new double[k * p], new double[scratchLength]);
        }

        public UnitSums Sums { get; }

        /// <summary>The units walked, which the control variate needs; null where there is none.</summary>
        public WalkLog? Log { get; }

        public Relabelling Relabelling { get; }

        public ControlVariate.Workspace? Control { get; }

        public int[] Composing { get; }

        public int[] Taking { get; }

        public int[] Differing { get; }

        public double[] Last { get; }

        public double[] Unit { get; }

        public double[] Scratch { get; }
    }
}
