using System.Diagnostics;
using CteFast.Compression;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Shap;
using CteFast.Explain.TreeShap;

namespace CteFast.Explain;

/// <summary>The paper in one call: compress the background by kernel thinning, then explain against what was kept; tree ensembles need no compression.</summary>
/// <remarks>Source: Baniecki, Casalicchio, Bischl and Biecek, <i>Efficient and Accurate Explanation Estimation with Distribution Compression</i> (ICLR 2025).</remarks>
public static class CompressThenExplain
{
    /// <summary>Explains rows of a model against a background compressed from <paramref name="data"/>, or those of trees against all of it.</summary>
    /// <remarks>
    /// The background is as large as method and budget can use, or as asked for. To explain rows as they come, keep a <see cref="Background"/> and a
    /// <see cref="ShapleyExplainer"/>, or a <see cref="TreeExplainer"/>, instead; to know whether the background is enough, see <see cref="BackgroundReport"/>.
    /// </remarks>
    /// <param name="model">The model; called from the current thread, or from as many as the options say.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite, or NaN where a value is missing and the model allows it: what absent features are drawn from.</param>
    /// <param name="foreground">Row-major rows to explain, r x d.</param>
    /// <param name="options">Method, budget, background and seed.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, from any thread; compression and preparation have their parts of it.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">
    /// Rows do not fit the model, a value is infinite (trees take any), the budget is too small, or the options do not fit the method or the model.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Explanation Explain(IModel model, ReadOnlySpan<float> data, ReadOnlySpan<float> foreground,
        ExplainOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        int d = model.FeatureCount, rows = ShapleyExplainer.CountRows(model, foreground);
        long start = Stopwatch.GetTimestamp();
        if (TakesTrees(model, options)) return ExplainTrees(model, data, foreground, options, start, progress, cancellationToken);
        int available = data.Length / d, size = ShapleyExplainer.BackgroundRows(options, model, Math.Max(1, available));
        IProgress<double>?[] parts = PartProgress.Split(progress, Coreset.Work(available, size), size + (double)rows * options.ModelRows);
        Background background = Background.Compress(data, d, size, options.Seed, parts[0], cancellationToken);
        ShapleyExplainer explainer = ShapleyExplainer.Create(model, background, options, cancellationToken);
        return explainer.Explain(foreground, start, parts[1], cancellationToken);
    }

    private static bool TakesTrees(IModel model, in ExplainOptions options) => options.Method switch
    {
        ExplainMethod.Tree => true,
        ExplainMethod.Auto => model is TreeEnsemble { SumsTrees: true } && options is { Groups: null, BackgroundSize: 0, Background: BackgroundMode.Own },
        _ => false,
    };

    private static Explanation ExplainTrees(IModel model, ReadOnlySpan<float> data, ReadOnlySpan<float> foreground, in ExplainOptions options, long start,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (model is not TreeEnsemble trees)
            throw new ArgumentException("The tree method explains tree ensembles; for other models choose another method, or auto.", nameof(model));
        if (options.Groups is not null)
            throw new ArgumentException("The tree method explains single features; for groups of columns choose another method.", nameof(options));
        var treeOptions = new TreeExplainerOptions { Threads = options.Threads };
        int d = trees.FeatureCount, size = options.BackgroundSize, rows = foreground.Length / d;
        IProgress<double>?[] parts = PartProgress.Split(progress, size > 0 ? Coreset.Work(data.Length / d, size) : 0, TreeExplainer.TableWork * trees.Nodes.Length);
        TreeExplainer explainer = size > 0
            ? new TreeExplainer(trees, Background.Compress(data, d, size, options.Seed, parts[0], cancellationToken), treeOptions, rows, parts[1], cancellationToken)
            : new TreeExplainer(trees, data, treeOptions, weights: default, rows, parts[1], cancellationToken);
        return explainer.Explain(foreground, start, PartProgress.Of(parts[1], explainer.PreparingShare(rows), 1), cancellationToken);
    }
}
