using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain.Coalitions;

/// <summary>KernelSHAP: Shapley values by a weighted regression on coalitions and their complements, over one background.</summary>
/// <remarks>
/// With n background rows the budget pays for ModelRows / n coalitions of the m features in which the row explained differs from the background. When these
/// are all 2^m coalitions, the values are exact for the background. Otherwise the estimate is consistent, and its bias falls faster than its standard
/// error. The standard error covers the drawing of coalitions, not how well the background stands for the data; below five coalitions a feature it is too
/// small by about a tenth. Efficiency is exact up to rounding.
/// Source: Lundberg and Lee, <i>A Unified Approach to Interpreting Model Predictions</i> (NeurIPS 2017); Covert and Lee (AISTATS 2021) for pairs.
/// </remarks>
public sealed class KernelExplainer : ModelAgnosticExplainer
{
    private readonly CoalitionDesign?[] _designs;

    /// <summary>Prepares explanations: predicts the background once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; all are used, or as many as the budget pays for.</param>
    /// <param name="options">Budget, feature groups and seed; the design does not matter.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The background does not fit the model, or the budget is too small for the coalitions of single features.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public KernelExplainer(IModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
        : base(model, Afford(model, background, options, cancellationToken), options, cancellationToken) => _designs = new CoalitionDesign?[Players.Count + 1];

    /// <inheritdoc/>
    public override string Method => PairsOf(Players.Count) == CoalitionDesign.AllPairs(Players.Count) ? "KernelSHAP, all coalitions" : "KernelSHAP, drawn coalitions";

    /// <summary>The number of background rows to choose: as many as asked for or else up to 64, but so few that the budget pays for the coalitions that the regression needs.</summary>
    /// <exception cref="ArgumentException">The budget is too small.</exception>
    internal static int BackgroundRows(in ExplainOptions options, int players, int available)
    {
        const int Shared = 64;
        double coalitions = Math.Max(1, 2 * Math.Min(CoalitionDesign.AllPairs(players), 4.0 * players));
        int usable = (int)Math.Clamp(options.ModelRows / coalitions, 1, Shared);
        int rows = Math.Min(options.BackgroundSize > 0 ? Math.Min(options.BackgroundSize, Payable(options, players)) : usable, available);
        CheckBudget(options, players, rows);
        return rows;
    }

    private protected override RowWorkspace CreateWorkspace() => new Workspace(Model, Game.BatchRows, Players.Count, PairsOf(Players.Count));

    private protected override StopReason Run(RowGame game, RowWorkspace workspace, Span<double> values, Span<double> errors, CancellationToken cancellationToken)
    {
        var work = (Workspace)workspace;
        values.Clear();
        errors.Clear();
        ReadOnlySpan<int> active = work.Active.AsSpan(0, Active(game, work.Active, work.Differing));
        Span<double> totals = work.Totals;
        for (int output = 0; output < totals.Length; output++) totals[output] = game.Prediction[output] - BaseValues[output];
        if (active.Length == 0) return StopReason.Budget;

        CoalitionDesign design = Design(active.Length, cancellationToken);
        var rows = new CoalitionRows(game, design.Coalitions, active, work.Worths, work.Places);
        int all = 2 * design.Pairs, check = Math.Min(all, 4 * active.Length);
        while (true)
        {
            rows.Limit = Options.Precision > 0 ? check : all;
            bool inTime = workspace.Runner.Run(ref rows, cancellationToken);
            inTime &= work.Regression.Solve(design, rows.Done / 2, rows, totals, active, values, errors, workspace.Runner, cancellationToken);
            bool finished = rows.Done == all;
            if (Options.Precision > 0 && !finished && Largest(errors) <= Options.Precision) return StopReason.Precision;
            if (!inTime) return StopReason.Deadline;
            if (finished) return StopReason.Budget;
            check = Math.Min(all, check + Math.Max(2 * active.Length, check / 4) / 2 * 2);
        }
    }

    /// <summary>The background, or as many of its rows as the budget pays for.</summary>
    private static Background Afford(IModel model, Background background, in ExplainOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        int players = Players.Of(model.FeatureCount, model.FeatureNames, options.Groups).Count;
        int rows = Math.Min(Payable(options, players), background.Count);
        CheckBudget(options, players, rows);
        return background.Thin(rows, options.Seed, cancellationToken);
    }

    /// <summary>The number of background rows that the budget pays for when as few coalitions as possible are used; at least one.</summary>
    private static int Payable(in ExplainOptions options, int players) =>
        (int)Math.Max(1, options.ModelRows / Math.Max(1, 2 * Math.Min(CoalitionDesign.AllPairs(players), players)));

    private static void CheckBudget(in ExplainOptions options, int players, int rows)
    {
        double least = rows * 2.0 * Math.Min(CoalitionDesign.AllPairs(players), players);
        if (options.ModelRows < least)
        {
            throw new ArgumentException($"A budget of {options.ModelRows} model rows is too small for KernelSHAP with {players} features over {rows} background "
                + $"{(rows == 1 ? "row" : "rows")}: allow at least {least}{(rows == 1 ? "" : " or use fewer background rows")}.", nameof(options));
        }
    }

    private int PairsOf(int players) =>
        (int)Math.Min(CoalitionDesign.AllPairs(players), PlanMemory.Count(Math.Max(1, Options.ModelRows / 2 / Game.Background.Count), PairBytes(players)));

    // Two coalitions in a set, which is drawn and then mixed, with four places each in its tables; and their worths, each in two parts.
    private long PairBytes(int players) => 2 * 2 * (2 * sizeof(ulong) * (long)CoalitionSet.Words(players) + 4 * sizeof(int)) + 4 * sizeof(double) * (long)Model.OutputCount;

    /// <summary>Writes the players in which the row differs from any background row, and returns their number.</summary>
    private static int Active(RowGame game, Span<int> active, Span<int> differing)
    {
        int count = 0;
        for (int z = 0; z < game.Background.Count && count < game.Players.Count; z++)
        {
            int more = game.Differing(z, differing);
            foreach (int player in differing[..more])
            {
                int place = active[..count].BinarySearch(player);
                if (place >= 0) continue;
                active[~place..count].CopyTo(active[(~place + 1)..]);
                active[~place] = player;
                count++;
            }
        }

        return count;
    }

    /// <summary>The design for a number of players, drawn when a row first needs it.</summary>
    private CoalitionDesign Design(int players, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _designs[players]) is { } known) return known;
        var random = new Pcg64(new SeedSequence(Options.Seed).Child(3));
        // No deadline shortens it: it is kept for the rows that follow, whose bits must not depend on the time that the first one had.
        CoalitionDesign design = CoalitionDesign.Draw(players, PairsOf(players), ref random, cancellationToken);
        return Interlocked.CompareExchange(ref _designs[players], design, null) ?? design;
    }

    private sealed class Workspace(IModel model, int batchRows, int players, int pairs) : RowWorkspace(model, batchRows)
    {
        public int[] Active { get; } = new int[players];

        public int[] Differing { get; } = new int[players];

        public double[] Totals { get; } = new double[model.OutputCount];

        // Two coalitions a pair, and for each a sum of received and a sum of known outputs.
        public double[] Worths { get; } = new double[4 * pairs * model.OutputCount];

        public int[] Places { get; } = new int[batchRows];

        public ShapRegression Regression { get; } = new(players, model.OutputCount);
    }
}
