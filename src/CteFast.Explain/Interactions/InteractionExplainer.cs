using System.Diagnostics;
using System.Numerics;
using CteFast.Explain.Asking;
using CteFast.Explain.Coalitions;
using CteFast.Explain.Models;
using CteFast.Explain.Permutation;

namespace CteFast.Explain.Interactions;

/// <summary>
/// Pairwise interaction values: the Shapley interaction index
/// <c>Φ_ij = ½ Σ_S |S|! (p − |S| − 2)! / (p − 1)! · (v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S))</c> off the diagonal, and on it what is left of the Shapley value,
/// <c>Φ_ii = φ_i − Σ_j Φ_ij</c>: shap's convention, in which rows add up to Shapley values and all to the prediction less the base value.
/// </summary>
/// <remarks>
/// <para>
/// Exact over the background by enumeration when asked for, or when the budget pays for it; else by orderings, one or more for every background row: neighbours
/// in a random ordering give an unbiased difference, and orderings come in blocks in which every two features are neighbours equally often. A walk costs
/// 2(p − 1) model rows, as one of <see cref="PermutationExplainer"/> does. Whole passes over the background are walked; a deadline or precision is not taken.
/// </para>
/// <para>Source: Grabisch and Roubens, <i>International Journal of Game Theory</i> 28 (1999); Lundberg et al., <i>Nature Machine Intelligence</i> 2 (2020).</para>
/// </remarks>
public sealed class InteractionExplainer : RowExplainer
{
    private readonly bool _exact;
    private readonly int[] _orderings = [];

    /// <summary>Prepares explanations: predicts the background once and draws the orderings.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; all are used.</param>
    /// <param name="options">Method (automatic, exact or permutation), budget, groups and seed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// The background does not fit the model, the budget is too small for one ordering over it, or the options ask for what interactions do not have.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public InteractionExplainer(IModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
        : base(model, background, options, cancellationToken)
    {
        _exact = IsExact;
        if (_exact) return;
        var random = new Pcg64(new SeedSequence(options.Seed).Child(4));
        long passes = Math.Clamp(options.ModelRows / Math.Max(1L, 2L * (Players.Count - 1)) / background.Count, 1, Array.MaxLength / ((long)background.Count * Players.Count));
        _orderings = AdjacentOrderings.Draw((int)passes * background.Count, Players.Count, ref random);
    }

    /// <inheritdoc/>
    public override string Method => _exact ? "interactions, exact" : "interactions, orderings";

    private protected override int ValuesPerOutput => Players.Count * Players.Count;

    private bool IsExact => Options.Method == ExplainMethod.Exact || (Options.Method == ExplainMethod.Auto
        && Players.Count <= ExactExplainer.MostFeatures && ExactExplainer.CoalitionRows(Players.Count) * Background.Count <= Options.ModelRows);

    /// <summary>Explains rows.</summary>
    /// <param name="rows">Row-major rows, r x d.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, after every row.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">There are no rows, or they do not fill whole rows.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public InteractionExplanation Explain(ReadOnlySpan<float> rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        RowResults results = ExplainAll(rows, progress, cancellationToken);
        return new InteractionExplanation(results.Predictions, results.Values, results.Errors, results.Costs)
        {
            Method = Method,
            FeatureNames = FeatureNames,
            RowCount = results.Count,
            OutputCount = Model.OutputCount,
            OutputKind = Model.OutputKind,
            Background = Background.Quality,
            BaseValues = [.. BaseValues],
            ModelRows = Background.Count + results.Costs.Sum(cost => cost.ModelRows),
            ModelCalls = PreparationCalls + results.Costs.Sum(cost => cost.ModelCalls),
            Elapsed = Stopwatch.GetElapsedTime(start),
        };
    }

    private protected override void CheckBudget()
    {
        if (Options.Method is ExplainMethod.Kernel or ExplainMethod.Tree)
            throw new ArgumentException($"Interactions are not computed here by {Options.Method}: use {ExplainMethod.Permutation} or {ExplainMethod.Exact}.");
        if (Options.Deadline is not null || Options.Precision > 0)
            throw new ArgumentException($"Interactions take a budget in model rows alone, no deadline or precision: set {nameof(ExplainOptions.ModelRows)}.");
        if (IsExact)
            ExactExplainer.Check(Players, Options);
        else
            PermutationPlan.CheckBudget(Options, Players.Count, Background.Count);
    }

    private protected override RowWorkspace CreateWorkspace() => new Workspace(Model, BatchRows, Players.Count);

    private protected override StopReason Run(RowGame game, RowWorkspace workspace, Span<double> values, Span<double> errors, CancellationToken cancellationToken)
    {
        var own = (Workspace)workspace;
        int size = ValuesPerOutput, p = Players.Count;
        values.Clear();
        errors.Clear();
        if (_exact)
        {
            var rows = new SubsetRows<Sink>(game, own.Scratch, new Sink(values, p));
            workspace.Runner.Run(ref rows, cancellationToken);
            rows.Finish();
            return StopReason.Budget;
        }

        var walk = new InteractionWalk(game, _orderings, own);
        workspace.Runner.Run(ref walk, cancellationToken);
        walk.Settle();
        for (int output = 0; output < game.Outputs; output++) own.Sums.Estimate(output, values.Slice(output * size, size), errors.Slice(output * size, size));
        return StopReason.Budget;
    }

    /// <summary>Adds a worth to the pairs, and to the diagonal what the pairs leave of the Shapley values.</summary>
    private readonly ref struct Sink(Span<double> values, int stride) : IWorthSink
    {
        private readonly Span<double> _values = values;

        public void Count(ReadOnlySpan<int> players, uint coalition, double weight, int output, double worth)
        {
            int m = players.Length, size = BitOperations.PopCount(coalition);
            worth *= weight;
            Span<double> values = _values.Slice(output * stride * stride, stride * stride);
            double member = size > 0 ? worth * CoalitionWeights.OfMembers(m, size) : 0, other = size < m ? worth * CoalitionWeights.OfOthers(m, size) : 0;
            double both = size > 1 ? worth * CoalitionWeights.OfPair(m, size - 2) / 2 : 0, neither = size < m - 1 ? worth * CoalitionWeights.OfPair(m, size) / 2 : 0;
            double one = size > 0 && size < m ? worth * CoalitionWeights.OfPair(m, size - 1) / 2 : 0;
            for (int i = 0; i < m; i++)
            {
                bool isMember = (coalition >> i & 1) != 0;
                ref double diagonal = ref values[players[i] * (stride + 1)];
                diagonal += isMember ? member : -other;
                for (int j = 0; j < m; j++)
                {
                    if (j == i) continue;
                    double pair = (coalition >> j & 1) != 0 == isMember ? isMember ? both : neither : -one;
                    values[players[i] * stride + players[j]] += pair;
                    diagonal -= pair;
                }
            }
        }
    }

    internal sealed class Workspace(IModel model, int batchRows, int players) : RowWorkspace(model, batchRows)
    {
        public PairSums Sums { get; } = new(model.OutputCount, players);

        public int[] Composing { get; } = new int[players];

        public int[] Taking { get; } = new int[players];

        public int[] Differing { get; } = new int[players];

        public int[] Scratch { get; } = new int[2 * players];

        public double[] Outputs { get; } = new double[2 * players * model.OutputCount];
    }
}
