using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees.PathDependent;
using CteFast.Explain.Trees.Planning;
using CteFast.Explain.Trees.Tables;

namespace CteFast.Explain.Trees;

/// <summary>
/// Exact values of the margin of a tree ensemble, against a background of any size: O(n) once for n background rows, then
/// look-ups in tables for every row explained.
/// </summary>
/// <remarks>
/// <para>
/// All that matters to a leaf is which of its conditions a row meets: the row's pattern. This holds for background rows and for the row explained. So the
/// background rows are counted once by pattern, and the values for each pattern are computed once from the counts.
/// To explain a row, its patterns are found and entries of tables are added: about a microsecond for a hundred trees, however large the background.
/// </para>
/// <para>
/// The values are exact up to rounding in double precision. They add up to the margin less <see cref="BaseValues"/>; a model that
/// sums its leaves in single precision rounds its own prediction by a few units in the seventh digit. Immutable and safe from several threads.
/// </para>
/// <para>
/// Leaves that are linear functions of some features (LightGBM's <c>linear_tree=true</c>) are exact too, without tables: every row explained is walked with
/// every background row, down every tree. That takes O(n) a row; give a background of hundreds of rows, not of all the data.
/// A leaf's plain value where one of its features is missing is part of the game.
/// </para>
/// <para>
/// The tables give values only of sums over trees. Probabilities are no such sums: explain them by another method. SAGE is none either, since a loss
/// multiplies leaves; for trees that compare few features see <see cref="Global.Sage.SageEstimator.Exact"/>.
/// </para>
/// <para>Sources: Lundberg et al. (2020) for values with and without a background; Zern, Broelemann and Kasneci (2023) and Nadel and Wettenstein (2026) for counting the background by patterns.</para>
/// </remarks>
public sealed partial class TreeExplainer : Explainer
{
    private readonly TreeEnsemble _model;
    private readonly TreeExplainerOptions _options;
    private readonly SplitColumns _columns;
    private readonly TreePlan[] _plans;
    private readonly LeafGameWeights _weights;
    private readonly double[] _baseValues;
    private readonly int _mostConditions, _mostSegments, _mostPlayers;
    private readonly WorkspacePool<Workspace> _workspaces;
    private double[] _backgroundWeights = [];        // for leaves without a table only
    private PathDependentPath[][] _coverPaths = [];
    private (double[] Points, double[] Weights)[] _rules = [];

    private TreeExplainer(TreeEnsemble model, Background? background, int backgroundCount, TreeExplainerOptions options, CancellationToken cancellationToken)
        : base(model, background, new ExplainOptions { Method = backgroundCount > 0 ? ExplainMethod.Tree : ExplainMethod.PathDependent, Threads = Math.Max(1, options.Threads), Groups = options.Groups })
    {
        options.Check();
        if (model.HasLinearLeaves && backgroundCount == 0)
        {
            throw new ArgumentException("The model has leaves that are linear functions (LightGBM's linear_tree=true), for which there are no path-dependent values: "
                + "what an absent feature adds needs its values; give a background.", nameof(model));
        }

        if (model.HasLinearLeaves && Players.Count < model.FeatureCount)
        {
            throw new ArgumentException("The model has leaves that are linear functions (LightGBM's linear_tree=true), for which groups of columns have no exact values here; "
                + $"leave the groups out, or choose another method, such as {ExplainMethod.Permutation}.", nameof(options));
        }

        if (background is not null) CheckFinite(model, background.Rows);
        if (!model.SumsLeaves)
        {
            throw new ArgumentException($"A {model.OutputKind.Name()} is no sum over trees, so tables of leaves do not give its values; explain the margin, "
                + $"model.WithOutput(TreeEnsembleOutput.Margin), or choose another method, such as {ExplainMethod.Permutation}.", nameof(model));
        }

        _model = model;
        _options = options;
        BackgroundCount = backgroundCount;
        _columns = new SplitColumns(model, Enumerable.Range(0, model.TreeCount));
        _plans = new TreePlan[model.TreeCount];
        Planner = new TreePlanner(model, _columns, Players, options.Interactions, options.MaxTableBytes);
        for (int tree = 0; tree < _plans.Length; tree++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _plans[tree] = Planner.Plan(tree);
            _mostConditions = Math.Max(_mostConditions, _plans[tree].ConditionCount);
            _mostSegments = Math.Max(_mostSegments, _plans[tree].SegmentCount);
        }

        _mostPlayers = Planner.MostPlayers;
        _weights = new LeafGameWeights(options.Index, _mostPlayers);
        _baseValues = model.BaseMargins.ToArray();
        _workspaces = new WorkspacePool<Workspace>(() => new Workspace(this));
    }

    /// <summary>Prepares values against background rows: those of the game v(S) = mean over background rows z of f(x_S, z_notS).</summary>
    /// <param name="model">The trees, giving margins.</param>
    /// <param name="background">The background rows, with their weights if they have any; all are used.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The model gives something else than margins, or the background does not fit it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public TreeExplainer(TreeEnsemble model, Background background, TreeExplainerOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
        : this(model, background, options, rows: 0, progress, cancellationToken)
    {
    }

    /// <summary>Prepares values against rows that are all the data. They may be infinite, since trees only compare.</summary>
    /// <param name="model">The trees, giving margins.</param>
    /// <param name="background">Row-major background rows, n x d; NaN is missing.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="weights">A weight for every background row, finite and not negative; empty for equal weights.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The model gives something else than margins, the background is empty or does not fit the model, or the weights do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public TreeExplainer(TreeEnsemble model, ReadOnlySpan<float> background, TreeExplainerOptions options, ReadOnlySpan<double> weights = default,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        : this(model, Background.Of(background, (model ?? throw new ArgumentNullException(nameof(model))).FeatureCount, mayBeInfinite: true, weights), options, progress, cancellationToken)
    {
    }

    /// <summary>As the public constructor, where explaining so many rows follows: preparing gets its part of the progress.</summary>
    internal TreeExplainer(TreeEnsemble model, Background background, TreeExplainerOptions options, int rows, IProgress<double>? progress, CancellationToken cancellationToken)
        : this(model, background ?? throw new ArgumentNullException(nameof(background)), background.Count, options, cancellationToken) =>
        PrepareBackground(background, PartProgress.Of(progress, 0, PreparingShare(rows)), cancellationToken);

    /// <summary>
    /// Prepares path-dependent values, for which no background is needed: an absent feature follows both branches of a split, weighted as the training data did
    /// (<c>feature_perturbation="tree_path_dependent"</c> in shap, <c>pred_contribs</c> in XGBoost).
    /// </summary>
    /// <param name="model">The trees, giving margins, with the amount of training data that came to each node (its cover).</param>
    /// <param name="options">What to compute.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The model gives something else than margins, or has no covers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static TreeExplainer PathDependent(TreeEnsemble model, TreeExplainerOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.TreeCount > 0 && !model.HasCovers)
            throw new ArgumentException("The model does not say how much of its training data came to each node, which path-dependent values need; give a background instead.", nameof(model));
        var explainer = new TreeExplainer(model, background: null, backgroundCount: 0, options, cancellationToken);
        explainer.PrepareCovers(progress, cancellationToken);
        return explainer;
    }

    /// <summary>Infinity times a coefficient explains nothing.</summary>
    private static void CheckFinite(TreeEnsemble model, ReadOnlySpan<float> rows)
    {
        if (!model.HasLinearLeaves) return;
        foreach (float value in rows)
        {
            if (float.IsInfinity(value))
                throw new ArgumentException("A value is infinite, and the model has leaves that are linear functions; correct it, or make it missing (NaN).", nameof(rows));
        }
    }

    /// <summary>The number of background rows; 0 for path-dependent values.</summary>
    public int BackgroundCount { get; }

    /// <summary>The number of values for each row and output: p for p features and groups, or p x p interactions.</summary>
    public int ValueCount => _options.Interactions ? checked(Players.Count * Players.Count) : Players.Count;

    /// <inheritdoc/>
    public override string Method => IsPathDependent ? "tree, path-dependent" : "tree, exact";

    /// <summary>The mean margin over the background, k outputs: v(∅).</summary>
    public override ReadOnlySpan<double> BaseValues => _baseValues;

    /// <summary>The memory that the tables take, in bytes.</summary>
    public long TableBytes => _plans.Sum(plan => (long)plan.ValueCount * sizeof(double));

    /// <summary>The number of leaves without a table. Their values take time in proportion to the number of background rows.</summary>
    public int WalkedLeafCount => _plans.Sum(plan => plan.Deep?.Leaves.Length ?? 0);

    internal long MaxTableBytes => _options.MaxTableBytes;

    private protected override (long Rows, long Calls) PreparationCost => (BackgroundCount, 0);

    private TreePlanner Planner { get; }

    private bool IsPathDependent => BackgroundCount == 0;
}
