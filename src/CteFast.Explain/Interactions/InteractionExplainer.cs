using System.Diagnostics;
using System.Numerics;
using CteFast.Explain.Asking;
using CteFast.Explain.Averaging;
using CteFast.Explain.Models;

namespace CteFast.Explain.Interactions;

/// <summary>
/// Pairwise interaction values: the Shapley interaction index
/// <c>Φ_ij = ½ Σ_S |S|! (p − |S| − 2)! / (p − 1)! · (v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S))</c> off the diagonal, and on it what is left of the Shapley value,
/// <c>Φ_ii = φ_i − Σ_j Φ_ij</c>: shap's convention: each line of the matrix sums to a Shapley value, and all of it to the prediction less the base value.
/// </summary>
/// <remarks>
/// <para>
/// Exact for the background, from all coalitions, when asked for or when the budget pays for it. Otherwise estimated from orderings, one or more for every
/// background row: two features that are neighbours in a random ordering give an unbiased estimate of their interaction. Orderings are drawn in blocks in
/// which every two features are neighbours equally often. A walk costs 2(p − 1) model rows, as a unit of <see cref="ExplainMethod.Permutation"/> does. Only
/// whole passes over the background are walked, so deadline and precision are refused.
/// </para>
/// <para>Source: Grabisch and Roubens, <i>International Journal of Game Theory</i> 28 (1999); Lundberg et al., <i>Nature Machine Intelligence</i> 2 (2020).</para>
/// </remarks>
public sealed class InteractionExplainer
{
    private readonly BackgroundGame _game;
    private readonly ExplainOptions _options;
    private readonly double[] _baseValues;
    private readonly bool _exact;
    private readonly int _units;
    private readonly WorkspacePool<Workspace> _workspaces;

    /// <summary>Prepares explanations: predicts the background once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; all are used.</param>
    /// <param name="options">Method (automatic, exact or permutation), budget, feature groups and seed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// The background does not fit the model, the budget is too small for one ordering over it, or the options ask for what interactions do not have.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public InteractionExplainer(IModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        options.Check();
        if (background.FeatureCount != model.FeatureCount)
            throw new ArgumentException($"The background has {background.FeatureCount} features, the model {model.FeatureCount}.", nameof(background));
        Players players = Players.Of(model.FeatureCount, model.FeatureNames, options.Groups);
        _exact = PaysForAll(options, players, background);
        CheckBudget(options, players, background, _exact);
        (_options, Background) = (options, background);
        _game = new BackgroundGame(model, players, background, options, cancellationToken);
        _baseValues = _game.Mean(background.Weights);
        _workspaces = new WorkspacePool<Workspace>(() => new Workspace(model, _game.BatchRows, players.Count));
        if (_exact) return;
        int passes = Math.Max(1, options.ModelRows / Math.Max(1, 2 * (Players.Count - 1)) / background.Count);
        _units = passes * background.Count;
    }

    /// <summary>How the values are computed.</summary>
    public string Method => _exact ? "interactions, exact" : "interactions, orderings";

    /// <summary>The features' names: the model's columns, and the names of feature groups.</summary>
    public IReadOnlyList<string> FeatureNames => Players.Names;

    /// <summary>The mean prediction over the background, k outputs.</summary>
    public ReadOnlySpan<double> BaseValues => _baseValues;

    /// <summary>The background rows.</summary>
    public Background Background { get; }

    private Players Players => _game.Players;

    private int ValuesPerOutput => Players.Count * Players.Count;

    /// <summary>Explains one row into the caller's memory; allocates memory only when more calls run at the same time than ever before.</summary>
    /// <param name="row">The row, d features.</param>
    /// <param name="prediction">Receives the prediction, k outputs.</param>
    /// <param name="values">Receives the values, k x p x p for p features (or groups).</param>
    /// <param name="standardErrors">Receives their standard errors, as many; NaN where there is too little to compute them from.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <returns>What it cost.</returns>
    /// <exception cref="ArgumentException">A length does not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped; the results are then undefined.</exception>
    public ExplanationCost Explain(ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors, CancellationToken cancellationToken = default)
    {
        RowResults.Check(_game.Model, ValuesPerOutput, row, prediction, values, standardErrors);
        Workspace workspace = _workspaces.Rent();
        try
        {
            RowGame game = _game.Start(row, prediction, workspace.Runner, cancellationToken);
            Run(game, workspace, values, standardErrors, cancellationToken);
            return workspace.Runner.Cost(StopReason.Budget);
        }
        finally
        {
            _workspaces.Return(workspace);
        }
    }

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
        IModel model = _game.Model;
        var results = new RowResults(model, rows, ValuesPerOutput);
        results.Fill(Explain, _options.Threads, progress, cancellationToken);
        return new InteractionExplanation(results.Predictions, results.Values, results.Errors, results.Costs)
        {
            Method = Method,
            FeatureNames = FeatureNames,
            RowCount = results.Count,
            OutputCount = model.OutputCount,
            OutputKind = model.OutputKind,
            BackgroundQuality = Background.Quality,
            BaseValues = [.. BaseValues],
            ModelRows = Background.Count + results.Costs.Sum(cost => cost.ModelRows),
            ModelCalls = _game.PreparationCost.Calls + results.Costs.Sum(cost => cost.ModelCalls),
            Elapsed = Stopwatch.GetElapsedTime(start),
        };
    }

    private static bool PaysForAll(in ExplainOptions options, Players players, Background background) => options.Method == ExplainMethod.Exact
        || (options.Method == ExplainMethod.Auto && players.Count <= CoalitionEnumeration.MostFeatures && CoalitionEnumeration.Rows(players.Count) * background.Count <= options.ModelRows);

    private static void CheckBudget(in ExplainOptions options, Players players, Background background, bool exact)
    {
        if (options.Method is not (ExplainMethod.Auto or ExplainMethod.Permutation or ExplainMethod.Exact))
            throw new ArgumentException($"Interactions are not computed here by {options.Method}: use {ExplainMethod.Permutation} or {ExplainMethod.Exact}.", nameof(options));
        if (options.Deadline is not null || options.Precision > 0)
            throw new ArgumentException($"Interactions take a budget in model rows alone, no deadline or precision: set {nameof(ExplainOptions.ModelRows)}.", nameof(options));
        if (exact)
            CoalitionEnumeration.Check(players, options);
        else
            OrderingBudget.Check(options, players.Count, background.Count);
    }

    private void Run(RowGame game, Workspace workspace, Span<double> values, Span<double> errors, CancellationToken cancellationToken)
    {
        int size = ValuesPerOutput, p = Players.Count;
        values.Clear();
        errors.Clear();
        if (_exact)
        {
            var rows = new SubsetRows<Sink>(game, workspace.Scratch, new Sink(values, p));
            workspace.Runner.Run(ref rows, cancellationToken);
            rows.Finish();
            return;
        }

        var walk = new InteractionWalk(game, _units, new Pcg64(new SeedSequence(_options.Seed).Child(4)), workspace, cancellationToken);
        workspace.Runner.Run(ref walk, cancellationToken);
        walk.Settle();
        for (int output = 0; output < game.Outputs; output++) workspace.Sums.Estimate(output, values.Slice(output * size, size), errors.Slice(output * size, size));
    }

    /// <summary>Adds a worth to the interactions of all pairs, and to the diagonal the rest of the Shapley values.</summary>
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

        /// <summary>The orderings of the rows that are composed.</summary>
        public AdjacentOrderings Composed { get; } = new(players);

        /// <summary>The same orderings, for the outputs that are received later.</summary>
        public AdjacentOrderings Taken { get; } = new(players);

        public int[] Scratch { get; } = new int[2 * players];

        public double[] Outputs { get; } = new double[2 * players * model.OutputCount];
    }
}
