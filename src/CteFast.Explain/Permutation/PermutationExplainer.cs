using CteFast.Explain.Asking;
using CteFast.Explain.Averaging;
using CteFast.Explain.Models;

namespace CteFast.Explain.Permutation;

/// <summary>Shapley values by orderings of the features, walked forward and back from background rows to the row explained.</summary>
/// <remarks>
/// <para>
/// By default every background row walks an ordering of its own, then a second one and so on while the budget lasts, and the mean over the background
/// rows is adjusted to all data by regression (<see cref="BackgroundRegression"/>): the same number of model rows sees many more rows and orderings
/// than a shared background does. A background with weights of its own is averaged by these and not adjusted.
/// </para>
/// <para>
/// Where the outputs are probabilities, what the walks' orderings leave to chance is reduced by a logistic regression of the model on the walks' own
/// rows (<see cref="ControlVariate"/>), unless a deadline has passed. That makes the values of two such models no longer add up to those of their sum.
/// </para>
/// <para>
/// The walks may be stopped at any time after the first few, which are walked whatever the deadline. A deadline or a precision that ends them early leaves the mean over a part of the background, chosen so
/// that every part stands for the whole; what the model's mean over the part lacks to the base value, which is known, is given to the
/// features by the squares of their standard errors, so that efficiency holds.
/// </para>
/// <para>
/// Standard errors are of the value for all the data: 95 % of the values lie within 1.96 of them (90 to 98 %, by model and budget), from 16 background rows on.
/// </para>
/// </remarks>
public sealed class PermutationExplainer : ModelAgnosticExplainer
{
    private const int Stages = 16;
    private const int FewestGroups = 4;

    private readonly PermutationPlan _plan;
    private readonly GroupMean?[] _means;
    private readonly bool _adjust;
    private readonly ControlVariate? _control;

    /// <summary>Prepares explanations: predicts the background once and fits the adjustment.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; all are used.</param>
    /// <param name="options">Budget, mode, groups and seed; the background's size is that of <paramref name="background"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The background does not fit the model, or the budget is too small for one ordering over it.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public PermutationExplainer(IModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
        : this(model, background, options, plan: null, adjust: true, cancellationToken)
    {
    }

    /// <summary>Prepares explanations by a given plan, or with none by the options'.</summary>
    internal PermutationExplainer(IModel model, Background background, in ExplainOptions options, PermutationPlan? plan, bool adjust, CancellationToken cancellationToken = default)
        : base(model, plan is null ? PermutationPlan.Afford(model, background, options, cancellationToken) : background, options, cancellationToken)
    {
        background = Background!;
        _plan = plan ?? PermutationPlan.Create(options, Players.Count, background.Count);
        bool own = _plan.Own, mayStop = own && (options.Deadline is not null || options.Precision > 0);
        // With all the data as background there is nothing to adjust to.
        _adjust = adjust && own && background.Count < background.Quality.InputCount;
        if (mayStop) Game.Reorder(NestedOrder.Nested(background, options.Seed, cancellationToken));
        _means = new GroupMean?[_plan.Groups + 1];
        _control = own && adjust ? ControlVariate.Of(Game.Background, Game.Outputs, Players, options.Seed) : null;
        if (own) SetBaseValues(MeanOver(_plan.Groups).Weights);
    }

    /// <inheritdoc/>
    public override string Method => _plan.Own ? "permutation, own orderings" : "permutation, shared background";

    private protected override RowWorkspace CreateWorkspace() => new Workspace(Model, Game.BatchRows, _plan, MeanOver(_plan.Groups).ScratchLength, _control);

    private protected override StopReason Run(RowGame game, RowWorkspace workspace, Span<double> values, Span<double> errors, CancellationToken cancellationToken)
    {
        var own = (Workspace)workspace;
        var walk = new OrderingWalk(_plan, game, Options.ModelRows, own);
        int rows = Game.Background.Count;
        workspace.Runner.LeastRows = 1 + _plan.LeastRows;      // the row itself was asked for
        long check = _plan.Own ? Math.Min(rows, Math.Max(Stages, rows / 4)) : FewestGroups * (long)rows;
        while (true)
        {
            if (Options.Precision > 0) walk.Limit = check;
            bool inTime = workspace.Runner.Run(ref walk, cancellationToken);
            walk.Settle();
            // What it takes is time, of which a deadline leaves none.
            if (inTime && (walk.Finished || Options.Precision > 0)) _control?.Reduce(game, own.Log!, own.Sums, own.Control!, cancellationToken);
            if (!inTime || walk.Finished || Options.Precision > 0) Estimate(walk.Told, game.Prediction, own, values, errors);
            if (Options.Precision > 0 && Largest(errors) <= Options.Precision) return StopReason.Precision;
            if (!inTime) return StopReason.Deadline;
            if (walk.Finished) return StopReason.Budget;
            check += Math.Max(_plan.Own ? Math.Max(1, rows / 4) : rows, check / (4 * rows) * rows);
        }
    }

    /// <summary>The values of the units told so far.</summary>
    private void Estimate(long units, ReadOnlySpan<double> prediction, Workspace workspace, Span<double> values, Span<double> errors)
    {
        int rows = Game.Background.Count;
        int groups = _plan.Own ? (int)Math.Min(units, rows) : (int)(units / rows);
        int step = _plan.Own ? Math.Max(1, rows / Stages) : 1;
        if (groups < rows && _plan.Own && groups > step) groups -= groups % step;
        GroupMean mean = MeanOver(groups);
        for (int at = 0; at < values.Length; at++) (values[at], errors[at]) = mean.Estimate(workspace.Sums, at, workspace.Scratch);
        if (_plan.Own && groups < rows) Complete(prediction, values, errors);
    }

    /// <summary>Gives what the values lack to the prediction to the features, by the squares of their standard errors.</summary>
    private void Complete(ReadOnlySpan<double> prediction, Span<double> values, Span<double> errors)
    {
        int p = Players.Count;
        for (int output = 0; output < prediction.Length; output++)
        {
            Span<double> some = values.Slice(output * p, p);
            double missing = prediction[output] - BaseValues[output], total = 0;
            foreach (double value in some) missing -= value;
            foreach (double error in errors.Slice(output * p, p)) total += error * error;
            for (int j = 0; j < p; j++)
            {
                double error = errors[output * p + j];
                some[j] += missing * (total > 0 ? error * error / total : 1.0 / p);
            }
        }
    }

    /// <summary>The mean over the first groups.</summary>
    private GroupMean MeanOver(int groups)
    {
        if (Volatile.Read(ref _means[groups]) is { } known) return known;
        GroupMean mean = _plan.Own
            ? BackgroundMean.Of(groups == Game.Background.Count ? Game.Background : Game.Background.Take(Enumerable.Range(0, groups).ToArray()), Game.Outputs.AsSpan(0, groups * Model.OutputCount), _adjust)
            : new OrderingMean(groups);
        // Two threads may make the same one.
        return Interlocked.CompareExchange(ref _means[groups], mean, null) ?? mean;
    }

    internal sealed class Workspace : RowWorkspace
    {
        public Workspace(IModel model, int batchRows, PermutationPlan plan, int scratchLength, ControlVariate? control)
            : base(model, batchRows)
        {
            int k = model.OutputCount, p = plan.Players;
            Sums = new UnitSums(plan.Own, plan.Groups, k, p);
            Control = control?.CreateWorkspace();
            Log = control is null ? null : new WalkLog(k, p);
            (Composing, Taking, Differing) = (new int[p], new int[p], new int[p]);
            (Last, Unit, Scratch) = (new double[k], new double[k * p], new double[scratchLength]);
        }

        public UnitSums Sums { get; }

        /// <summary>The units walked, for the control of their orderings.</summary>
        public WalkLog? Log { get; }

        public ControlVariate.Workspace? Control { get; }

        public int[] Composing { get; }

        public int[] Taking { get; }

        public int[] Differing { get; }

        public double[] Last { get; }

        public double[] Unit { get; }

        public double[] Scratch { get; }
    }
}
