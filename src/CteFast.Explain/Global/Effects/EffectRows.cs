using CteFast.Compression;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>A model and the rows that stand for its data, chosen and predicted once for any number of effects.</summary>
/// <remarks>
/// <para>
/// There are two sets of rows. The background is predicted at every point of a grid. The reference, larger, is predicted once as it is: the difference of the
/// two mean predictions corrects <see cref="PartialDependence"/>. <see cref="AccumulatedLocalEffects"/> are means over the reference.
/// </para>
/// <para>Immutable and safe to use from several threads.</para>
/// </remarks>
public sealed class EffectRows
{
    private EffectRows(IModel model, Background background, Background? reference, EffectOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        options.Check();
        (Model, Options) = (model, options);
        var runner = BatchRunner.For(model, Math.Max(background.Count, reference?.Count ?? 0), options.MaxBatchRows, threads: 1);
        Background = new PredictedRows(model, background, runner, cancellationToken);
        Reference = reference is null || reference == background ? Background : new PredictedRows(model, reference, runner, cancellationToken);
        Cost = runner.Cost(StopReason.Budget);
    }

    /// <summary>What predicting each row of background and reference once took.</summary>
    public ExplanationCost Cost { get; }

    internal IModel Model { get; }

    internal EffectOptions Options { get; }

    internal PredictedRows Background { get; }

    internal PredictedRows Reference { get; }

    /// <summary>Chooses background and reference from the data by compression, and predicts them once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite; NaN where a value is missing and the model allows it.</param>
    /// <param name="options">Sizes, seed, batch size and threads.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Rows do not fit the model, or a value is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static EffectRows Create(IModel model, ReadOnlySpan<float> data, EffectOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        int n = data.Length / model.FeatureCount, size = options.ChosenBackground, referenceSize = options.ChosenReference;
        IProgress<double>?[] parts = PartProgress.Split(progress, Coreset.Work(n, size), referenceSize > size ? Coreset.Work(n, referenceSize) : 0);
        Background background = Explain.Background.Compress(data, model.FeatureCount, size, options.Seed, parts[0], cancellationToken);
        Background? reference = referenceSize > background.Count
            ? Explain.Background.Compress(data, model.FeatureCount, referenceSize, options.Seed, parts[1], cancellationToken) : null;
        return new EffectRows(model, background, reference, options, cancellationToken);
    }

    /// <summary>Takes background and reference as they are, and predicts them once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The rows predicted at every point.</param>
    /// <param name="reference">The rows that correct them and that accumulated local effects are means over; null for the background.</param>
    /// <param name="options">Batch size and threads; sizes and seed are not used.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The rows do not fit the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static EffectRows Create(IModel model, Background background, Background? reference, EffectOptions options, CancellationToken cancellationToken = default) =>
        new(model, background, reference, options, cancellationToken);

    /// <summary>The quantiles of a numeric feature over the reference; see <see cref="FeatureGrid.Quantiles"/>.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="intervals">The number of intervals; fewer where quantiles are equal.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature, or <paramref name="intervals"/> is less than 1.</exception>
    public FeatureGrid Quantiles(int feature, int intervals = 20) => FeatureGrid.Quantiles(Reference.Rows.Rows, Model.FeatureCount, feature, intervals);
}
