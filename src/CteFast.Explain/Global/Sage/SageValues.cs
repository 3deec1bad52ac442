using System.Diagnostics;
using CteFast.Compression;
using CteFast.Explain.Asking;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Global.Sage;

/// <summary>
/// SAGE: how much of a model's performance each feature accounts for. The Shapley values of the game v(S) = −mean over rows (x, y) of
/// loss(mean over background rows z of f(x_S, z_notS), y).
/// </summary>
/// <remarks>
/// <para>
/// By default every row gets one random ordering and draws m background rows for it. The loss of a mean of few predictions is too large. For squared errors
/// it is so by exactly the variance of that mean, which is subtracted. For cross-entropy it is so by about half of that variance over the squared
/// probability; subtracting this leaves a bias of the order 1/m² instead of 1/m.
/// </para>
/// <para>Source: Covert, Lundberg and Lee, <i>Understanding global feature contributions with additive importance measures</i> (NeurIPS 2020).</para>
/// </remarks>
[DebuggerDisplay("SAGE, {Method,nq}: {FeatureNames.Count} features, {Loss}")]
public sealed class SageValues
{
    internal SageValues()
    {
    }

    /// <summary>How the values were computed, such as <c>"permutation, paired"</c> or <c>"exact, of trees"</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The features' names in column order.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The loss.</summary>
    public required LossFunction Loss { get; init; }

    /// <summary>By how much each feature lowers the mean loss, in its unit; they add up to <see cref="BaselineLoss"/> less <see cref="ModelLoss"/>, up to their errors.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>
    /// The standard errors of <see cref="Values"/>, in the unit of the loss, as if rows, orderings and the background rows of orderings were drawn at random:
    /// too large for compressed rows. NaN for a single ordering, 0 for exact values.
    /// </summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <summary>The mean loss of the mean prediction of the background: no feature is known.</summary>
    public required double BaselineLoss { get; init; }

    /// <summary>The mean loss of the predictions: all features are known.</summary>
    public required double ModelLoss { get; init; }

    /// <summary>The background.</summary>
    public required BackgroundQuality BackgroundQuality { get; init; }

    /// <summary>The rows whose losses were averaged.</summary>
    public required int RowCount { get; init; }

    /// <summary>The orderings, or pairs of coalitions, or coalitions if exact.</summary>
    public required int Samples { get; init; }

    /// <summary>
    /// What it took, background and rows as they are included, the choice of the background not. Exact values of trees count each row and background row once
    /// and no call.
    /// </summary>
    public required ExplanationCost Cost { get; init; }

    /// <summary>Whether the standard errors came down to <see cref="SageOptions.Convergence"/>; always true of exact values.</summary>
    public required bool Converged { get; init; }

    /// <summary>The value of a feature, from <see cref="Values"/>.</summary>
    /// <param name="feature">The feature's name.</param>
    /// <exception cref="ArgumentException">There is no such feature.</exception>
    public double Value(string feature) => Values[FeatureNames.IndexOfName(feature)];

    /// <summary>The features of the largest values, largest first.</summary>
    /// <param name="count">How many at most.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public IReadOnlyList<(string Feature, double Value)> TopFeatures(int count) => FeatureNames.Largest(Values, count);

    /// <summary>Compresses the background and estimates the values; exact values of trees are against all of it unless a size is asked for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Row-major rows, n x d, finite, or NaN where a value is missing and the model allows it: what losses are averaged over and absent features are drawn from.</param>
    /// <param name="labels">Their labels: classes for cross-entropy, else a value for every output, n x k.</param>
    /// <param name="options">Loss, estimator, budget and seed.</param>
    /// <param name="progress">Receives the fraction of the budget spent, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">Rows do not fit the model, a value is infinite, labels do not fit, or the budget is too small.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or no probability where one is needed.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static SageValues Compute(IModel model, ReadOnlySpan<float> data, ReadOnlySpan<float> labels, SageOptions options,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        _ = new LabelledLoss(options.Loss, labels, data.Length / model.FeatureCount, model);
        bool takesAll = options is { Estimator: SageEstimator.Exact, BackgroundSize: 0 } && model is TreeEnsemble { SumsTrees: true } trees && TreeCoalitions.Fits(trees);
        int n = data.Length / model.FeatureCount;
        double estimating = options.Estimator == SageEstimator.Exact ? Math.ScaleB(n, Math.Min(model.FeatureCount, SageEnumeration.Largest)) : options.TotalModelRows;
        IProgress<double>?[] parts = PartProgress.Split(progress, takesAll ? 0 : Coreset.Work(n, options.ChosenBackground), estimating);
        Explain.Background background = takesAll ? Explain.Background.Of(data, model.FeatureCount)
            : Explain.Background.Compress(data, model.FeatureCount, options.ChosenBackground, options.Seed, parts[0], cancellationToken);
        return Compute(model, background, data, labels, options, parts[1], cancellationToken);
    }

    /// <summary>Estimates the values against a given background.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">What absent features are drawn from.</param>
    /// <param name="rows">Row-major rows, n x d: what losses are averaged over.</param>
    /// <param name="labels">Their labels: classes for cross-entropy, else a value for every output, n x k.</param>
    /// <param name="options">Loss, estimator, budget and seed.</param>
    /// <param name="progress">Receives the fraction of the budget spent, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">Rows do not fit the model, labels do not fit, or the budget is too small.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or no probability where one is needed.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static SageValues Compute(IModel model, Background background, ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, SageOptions options,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        options.Check();
        var game = new SageGame(model, background, rows, labels, options);
        if (options.Estimator == SageEstimator.Exact) return game.Enumerate(progress, cancellationToken);
        var random = new Pcg64(new SeedSequence(options.Seed).Child(3));
        IProgress<double>?[] parts = PartProgress.Split(progress, game.DrawingWork, options.TotalModelRows);
        return game.Estimate(game.Draw(ref random, parts[0], cancellationToken), parts[1], cancellationToken);
    }

    /// <summary>One given ordering a row, walked forward over the whole background.</summary>
    internal static SageValues Compute(IModel model, Background background, ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, SageOptions options, int[] orderings) =>
        new SageGame(model, background, rows, labels, options).Estimate(SageUnits.Of(orderings, background), null, default);
}
