using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Coalitions;
using CteFast.Explain.Models;
using CteFast.Explain.Permutation;

namespace CteFast.Explain;

/// <summary>
/// Shapley values of a model's predictions: <c>φ_j</c> is the mean, over orderings of the features and over background rows z, of
/// what the prediction changes by when feature j turns from z_j to x_j after the features before it.
/// </summary>
/// <remarks>
/// Efficiency is exact up to rounding for any budget. A feature that is in every background row what it is in the row explained is worth exactly 0 and
/// costs no model rows; in a game against one background row the same holds for the features that the two rows share.
/// </remarks>
public abstract partial class ShapleyExplainer : RowExplainer
{
    private protected ShapleyExplainer(IModel model, Background background, in ExplainOptions options, CancellationToken cancellationToken)
        : base(model, background, options, cancellationToken)
    {
    }

    private protected override int ValuesPerOutput => Players.Count;

    /// <summary>Prepares explanations by the method the options name.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; all are used.</param>
    /// <param name="options">Method, budget and seed; the background's size is that of <paramref name="background"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The background does not fit the model, or the options do not fit the method.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static ShapleyExplainer Create(IModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        return Resolve(options, model, background.Count, background.Quality.InputCount) switch
        {
            ExplainMethod.Exact => new ExactExplainer(model, background, options, cancellationToken),
            ExplainMethod.Kernel => new KernelExplainer(model, background, options, cancellationToken),
            _ => new PermutationExplainer(model, background, options, cancellationToken),
        };
    }

    /// <summary>Explains rows.</summary>
    /// <param name="rows">Row-major rows, r x d.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, after every row.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">There are no rows, or they do not fill whole rows.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public Explanation Explain(ReadOnlySpan<float> rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Explain(rows, Stopwatch.GetTimestamp(), progress, cancellationToken);

    /// <summary>As the public overload, with the time stamp that the time spent is counted from.</summary>
    internal Explanation Explain(ReadOnlySpan<float> rows, long start, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        RowResults results = ExplainAll(rows, progress, cancellationToken);
        float[] data = new float[results.Count * Players.Count];
        for (int i = 0; i < data.Length; i++)
        {
            ReadOnlySpan<int> columns = Players.Columns(i % Players.Count);
            data[i] = columns.Length == 1 ? rows[i / Players.Count * Model.FeatureCount + columns[0]] : float.NaN;
        }

        return new Explanation
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
            Predictions = results.Predictions,
            ShapleyValues = results.Values,
            Errors = results.Errors,
            Data = data,
            Costs = results.Costs,
        };
    }

    /// <summary>The background rows to choose from the data, as far as the method and the budget can use them.</summary>
    /// <exception cref="ArgumentException">The budget is too small for the method.</exception>
    internal static int BackgroundRows(in ExplainOptions options, IModel model, int available)
    {
        Players players = Players.Of(model.FeatureCount, model.FeatureNames, options.Groups);
        int asked = options.BackgroundSize > 0 ? Math.Min(options.BackgroundSize, available) : available;
        switch (Resolve(options, model, asked, available))
        {
            case ExplainMethod.Exact:
                ExactExplainer.Check(players, options);
                // Asked for by name, not for what it costs: as many rows as the budget pays for.
                return options.BackgroundSize > 0 ? asked : (int)Math.Clamp(options.ModelRows / Math.Max(1, ExactExplainer.CoalitionRows(players.Count)), 1, available);
            case ExplainMethod.Kernel:
                return KernelExplainer.BackgroundRows(options, players.Count, available);
            default:
                return PermutationPlan.BackgroundRows(options, players.Count, available);
        }
    }

    /// <summary>The method that the options come to.</summary>
    /// <param name="options">The options.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">The background rows.</param>
    /// <param name="available">The rows they are chosen from: over fewer than all, orderings with an adjusted mean come closer to all than an enumeration does.</param>
    private static ExplainMethod Resolve(in ExplainOptions options, IModel model, int rows, int available)
    {
        if (options.Method == ExplainMethod.Tree) throw new ArgumentException("The tree method is TreeExplainer's; CompressThenExplain takes it, too.", nameof(options));
        if (options.Method != ExplainMethod.Auto) return options.Method;
        int players = Players.Of(model.FeatureCount, model.FeatureNames, options.Groups).Count;
        bool pays = rows == available && players <= ExactExplainer.MostFeatures && ExactExplainer.CoalitionRows(players) * rows <= options.ModelRows;
        return pays && options.Deadline is null && options.Background == BackgroundMode.Own ? ExplainMethod.Exact : ExplainMethod.Permutation;
    }
}
