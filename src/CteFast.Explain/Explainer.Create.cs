using CteFast.Compression;
using CteFast.Data;
using CteFast.Explain.Asking;
using CteFast.Explain.Coalitions;
using CteFast.Explain.Gradients;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Permutation;
using CteFast.Explain.Trees;

namespace CteFast.Explain;

public abstract partial class Explainer
{
    /// <summary>Makes an explainer of the method that the options name, against given background rows.</summary>
    /// <remarks>All rows are used if the budget pays for them; else as many as it pays for, chosen by compression (<see cref="BackgroundQuality.GivenCount"/>).</remarks>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows.</param>
    /// <param name="options">Method, budget and seed; the background's size is that of <paramref name="background"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The background does not fit the model, the options do not fit the method or the model, or the budget does not pay for one ordering.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Explainer Create(IModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        return Create(model, background, options, rows: 0, progress: null, cancellationToken);
    }

    /// <summary>Makes an explainer of the method that the options name: compresses the data to a background with as many rows as method and budget can use.</summary>
    /// <remarks>Trees are explained against all the data, unless a <see cref="ExplainOptions.BackgroundSize"/> is given.</remarks>
    /// <param name="model">The model.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite, or NaN where a value is missing and the model allows it.</param>
    /// <param name="options">Method, budget, background size and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Rows do not fit the model, a value is infinite (trees take any), or the options do not fit the method or the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Explainer Create(IModel model, ReadOnlySpan<float> data, ExplainOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Create(model, data, options, rows: 0, progress, out _, cancellationToken);
    }

    /// <summary>
    /// Makes an explainer of the method that the options name, of a model whose data is a table: columns by the model's names, levels by its texts, as far as it knows
    /// them. Groups of the table are explained as one feature unless the options have others; levels and missing values have their part in choosing the background.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="options">Method, budget, background size and seed.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A column is not there or of another kind, or the options do not fit the method or the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Explainer Create(IModel model, FeatureTable data, ExplainOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        FeatureTable table;
        if (MatchedTable.HasColumns(data, model)) table = MatchedTable.Of(data, model).Table;
        else (model, table, _) = MatchedModel.Of(model, data);
        if (options.Groups is null && data.Schema.Groups.Count > 0) options = options with { Groups = GroupsOf(data.Schema, table.Schema) };
        Explainer explainer = Create(model, table.Rows, options, rows: 0, progress, out _, cancellationToken, table);
        explainer.Describe(table);
        return explainer;
    }

    /// <summary>The groups of a table's columns as groups of a model's, which may stand in another order.</summary>
    private static FeatureGroup[] GroupsOf(FeatureSchema table, FeatureSchema model) =>
        [.. table.Groups.Select(group => group with { Columns = [.. group.Columns.Select(column => model.IndexOf(table[column].Name))] })];

    /// <summary>As the public overload, where explaining rows follows: the progress goes on through <paramref name="explaining"/>.</summary>
    internal static Explainer Create(IModel model, ReadOnlySpan<float> data, in ExplainOptions options, int rows, IProgress<double>? progress, out IProgress<double>? explaining,
        CancellationToken cancellationToken, FeatureTable? table = null)
    {
        options.Check();
        int d = model.FeatureCount, available = Math.Max(1, data.Length / d), size = BackgroundRows(options, model, available);
        bool compresses = size < available || TreesOf(options, model) is null;
        double work = TreesOf(options, model) is { } trees ? TreeExplainer.TableWork * trees.Nodes.Length : size + (double)rows * options.ModelRows;
        IProgress<double>?[] parts = PartProgress.Split(progress, compresses ? Coreset.Work(available, size) : 0, work);
        Background background = !compresses ? Background.Of(data, d, mayBeInfinite: true)
            : table is null ? Background.Compress(data, d, size, options.Seed, parts[0], cancellationToken)
            : Background.Compress(table, size, new CoresetOptions { Seed = options.Seed }, parts[0], cancellationToken);
        int asked = Math.Min(options.BackgroundSize, available);
        if (asked > size) background = background.WithGivenCount(asked);
        Explainer explainer = Create(model, background, options, rows, parts[1], cancellationToken);
        explaining = PartProgress.Of(parts[1], explainer.PreparingShare(rows), 1);
        return explainer;
    }

    /// <summary>The number of background rows to choose from the data: as many as the method and the budget can use.</summary>
    /// <exception cref="ArgumentException">The budget is too small for the method.</exception>
    internal static int BackgroundRows(in ExplainOptions options, IModel model, int available)
    {
        Players players = Players.Of(model.FeatureCount, model.FeatureNames, options.Groups);
        int asked = options.BackgroundSize > 0 ? Math.Min(options.BackgroundSize, available) : available;
        switch (Resolve(options, model, asked, available))
        {
            case ExplainMethod.Tree:
                return asked;
            case ExplainMethod.Gradients:
                return GradientPlan.BackgroundRows(options, available);
            case ExplainMethod.Exact:
                CoalitionEnumeration.Check(players, options);
                // The method was asked for by name, so it is used with as many rows as the budget pays for, one at least.
                return options.BackgroundSize > 0 ? asked : (int)Math.Clamp(options.ModelRows / Math.Max(1, CoalitionEnumeration.Rows(players.Count)), 1, available);
            case ExplainMethod.Kernel:
                return KernelExplainer.BackgroundRows(options, players.Count, available);
            default:
                return PermutationPlan.BackgroundRows(options, players.Count, available);
        }
    }

    private static Explainer Create(IModel model, Background background, in ExplainOptions options, int rows, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        options.Check();
        Explainer explainer = Resolve(options, model, background.Count, background.Quality.InputCount) switch
        {
            ExplainMethod.Tree => new TreeExplainer(TreesOf(options, model)!, background, new TreeExplainerOptions { Threads = options.Threads, Groups = options.Groups }, rows, progress, cancellationToken),
            ExplainMethod.Gradients => new GradientExplainer(Differentiable(model), background, options, cancellationToken),
            ExplainMethod.Exact => new ExactExplainer(model, background, options, cancellationToken),
            ExplainMethod.Kernel => new KernelExplainer(model, background, options, cancellationToken),
            _ => new PermutationExplainer(model, background, options, cancellationToken),
        };
        if (options.WarmUp) explainer.WarmUp(cancellationToken);
        return explainer;
    }

    /// <summary>The method to use.</summary>
    /// <param name="options">The options.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">The background rows.</param>
    /// <param name="available">The rows they are chosen from. When they are fewer than all, the permutation method is used: it adjusts its mean to all rows, and all coalitions over the chosen rows would not.</param>
    private static ExplainMethod Resolve(in ExplainOptions options, IModel model, int rows, int available)
    {
        if (options.Method == ExplainMethod.PathDependent)
            throw new ArgumentException($"Path-dependent values take no background: make them with {nameof(TreeExplainer)}.{nameof(TreeExplainer.PathDependent)}.", nameof(options));
        if (TreesOf(options, model) is not null) return ExplainMethod.Tree;
        if (options.Method != ExplainMethod.Auto) return options.Method;
        int players = Players.Of(model.FeatureCount, model.FeatureNames, options.Groups).Count;
        bool pays = rows == available && players <= CoalitionEnumeration.MostFeatures && CoalitionEnumeration.Rows(players) * rows <= options.ModelRows;
        return pays && options.Deadline is null && options.Design == SamplingDesign.Paired ? ExplainMethod.Exact : ExplainMethod.Permutation;
    }

    /// <summary>The trees to explain exactly; null where another method is asked for, or the model is no sum of trees.</summary>
    /// <exception cref="ArgumentException">The tree method is asked for, but does not fit the model or the options.</exception>
    private static TreeEnsemble? TreesOf(in ExplainOptions options, IModel model)
    {
        TreeEnsemble? trees = (model as ITreeModel)?.Trees;
        if (options.Method == ExplainMethod.Auto)
            return trees is { SumsTrees: true } && options.Design == SamplingDesign.Paired ? trees : null;
        if (options.Method != ExplainMethod.Tree) return null;
        if (trees is null) throw new ArgumentException("The tree method explains tree ensembles; for other models choose another method, or auto.", nameof(model));
        return trees;
    }

    private static IDifferentiableModel Differentiable(IModel model) => model as IDifferentiableModel
        ?? throw new ArgumentException("Expected gradients need a model with gradients, such as a network; for other models choose another method, or auto.", nameof(model));

    /// <summary>Explains a background row, so that code is compiled and memory set aside before the first request.</summary>
    private void WarmUp(CancellationToken cancellationToken)
    {
        double[] prediction = new double[Model.OutputCount], values = new double[Model.OutputCount * Players.Count], errors = new double[values.Length];
        _ = ExplainRow(Background!.Row(0), prediction, values, errors, cancellationToken);
    }
}
