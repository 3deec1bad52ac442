using System.Numerics;
using CteFast.Attribution.Curvature;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Methods;

/// <summary>
/// SOURCE: follows training backwards through segments, in each of which the curvature H̄ and the gradients ḡ are taken as constant. The predicted change of
/// the measurement when training row m is removed is (1/N)·∇fᵀ·Σ_ℓ (Π_{ℓ' &gt; ℓ} e^(−τ_ℓ'·H̄_ℓ'))·(I − e^(−τ_ℓ·H̄_ℓ))·H̄_ℓ⁻¹·ḡ_ℓ(m).
/// Threads may share it, as <see cref="AttributionMethod{T}"/> says.
/// </summary>
/// <remarks>
/// Fitting takes two passes over all rows at all checkpoints, and eigendecompositions; scoring takes 2·P operations for each pair and checkpoint. With one
/// segment of infinite optimisation time it equals influence functions. Source: Bae, Lin, Lorraine, Grosse, <i>Training Data Attribution via Approximate Unrolled
/// Differentiation</i>, NeurIPS 2024.
/// </remarks>
public sealed class SourceAttribution<T> : AttributionMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Trajectory<T> _trajectory;
    private readonly SourceOptions _options;
    private readonly Eigenbasis<T>[] _bases;
    private readonly ReadOnlyMemory<T>[][] _points;
    private readonly WalkSegment<T>[] _walk;
    private readonly LowRankFilter<T>[] _lowRank;

    private SourceAttribution(Trajectory<T> trajectory, LabelledData<T> training, SourceOptions options, Eigenbasis<T>[] bases)
        : base(trajectory.Network, training)
    {
        _trajectory = trajectory;
        _options = options;
        SegmentFilter[] filters = [.. bases.Select((basis, s) => SegmentFilter.Of(options.Spectral, basis.Eigenvalues, options.WeightDecay ?? trajectory.WeightDecay,
            trajectory.Segments[s].LearningRates, trajectory.Momentum, options.Workers))];
        _bases = bases;
        _points = [.. trajectory.Segments.Select(segment => Points(segment, options))];
        _walk = options.FilterRank > 0 ? [] : WalkSegment<T>.Of(bases, filters);
        _lowRank = options.FilterRank == 0 ? [] : [.. bases.Select((basis, s) => LowRankFilter<T>.Of(Network, (EkFac<T>)basis, filters[s], options.FilterRank))];
    }

    /// <summary>
    /// The largest of the segments' mean steps η̄/(1 − β)·σ_max along the direction of largest curvature. Above 1 <see cref="SpectralMode.Exponential"/> is far from
    /// what steps of training do; above 2 the steps diverge.
    /// </summary>
    public double LargestStep => Enumerable.Range(0, _bases.Length).Max(s =>
        _trajectory.OptimizationTime(s) / Math.Max(1, _trajectory.Segments[s].LearningRates.Count) * Largest(_bases[s].Eigenvalues));

    internal override unsafe long BytesPerQuery => _options.FilterRank > 0
        ? _bases.Length * FactoredScorer<T>.BytesPerQuery(Network, _options.FilterRank)
        : (long)_bases.Length * Network.ParameterCount * sizeof(T);

    /// <summary>Fits the curvature of every segment.</summary>
    /// <param name="trajectory">The trajectory.</param>
    /// <param name="training">The training rows, N.</param>
    /// <param name="options">How training is approximated.</param>
    /// <param name="progress">Receives the fraction of the work done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Trajectory, rows and options do not fit each other.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static SourceAttribution<T> Fit(Trajectory<T> trajectory, LabelledData<T> training, SourceOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Check(trajectory, training, options);
        var bases = new Eigenbasis<T>[trajectory.Segments.Count];
        for (int s = 0; s < bases.Length; s++)
        {
            bases[s] = CurvatureFit<T>.Fit(options.Curvature, trajectory.Network, training, Points(trajectory.Segments[s], options),
                options.CurvatureRows, options.Seed, options.Workers, cancellationToken);
            progress?.Report((s + 1.0) / bases.Length);
        }

        return new SourceAttribution<T>(trajectory, training, options, bases);
    }

    /// <summary>Fits the curvature of every segment on the rows given, to compare them with the rows that <see cref="SourceOptions.CurvatureRows"/> chooses.</summary>
    internal static SourceAttribution<T> Fit(Trajectory<T> trajectory, LabelledData<T> training, SourceOptions options, ReadOnlySpan<int> curvatureRows)
    {
        Check(trajectory, training, options);
        LabelledData<T> rows = training.Subset(curvatureRows);
        return new SourceAttribution<T>(trajectory, training, options, [.. trajectory.Segments.Select(segment =>
            CurvatureFit<T>.Fit(options.Curvature, trajectory.Network, rows, Points(segment, options), options.Workers, CancellationToken.None))]);
    }

    /// <summary>Writes the fitted curvature to a file, which appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void Save(string path) => CurvatureFile<T>.Write(path, Fingerprint(_trajectory, Training, _options), _bases);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trajectory">The trajectory that it was fitted with.</param>
    /// <param name="training">The training rows that it was fitted on.</param>
    /// <param name="options">The options that it was fitted with; only <see cref="SourceOptions.Spectral"/>, <see cref="SourceOptions.WeightDecay"/>,
    /// <see cref="SourceOptions.FilterRank"/> and <see cref="SourceOptions.Threads"/> may differ.</param>
    /// <exception cref="StoredFileException">The file is damaged, or was fitted with another trajectory, other rows or other options.</exception>
    public static SourceAttribution<T> Load(string path, Trajectory<T> trajectory, LabelledData<T> training, SourceOptions options)
    {
        Check(trajectory, training, options);
        Eigenbasis<T>[] bases = CurvatureFile<T>.Read(path, Fingerprint(trajectory, training, options), trajectory.Network);
        return bases.Length == trajectory.Segments.Count
            ? new SourceAttribution<T>(trajectory, training, options, bases)
            : throw new StoredFileException(path, "it has another number of segments than the trajectory; fit anew");
    }

    internal override QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation)
    {
        GradientBlock<T> block = QueryGradients(_trajectory.Final, queries, start, count, options).Block;
        GradientSource<T> gradients = Gradients(options.Workers);
        if (_options.FilterRank > 0) return PrepareFactored(block, gradients, options.Workers, cancellation);
        var scorer = new DenseScorer<T>(Network, gradients, count, options.Workers);
        foreach (ReadOnlyMemory<T>[] points in _points) scorer.AddTerm(points, Weight(points));
        QueryWalk<T>.Run(Network, _walk, block, options.Workers, scorer.SetVectors, cancellation);
        return scorer;
    }

    private FactoredScorer<T> PrepareFactored(GradientBlock<T> queries, GradientSource<T> gradients, int threads, CancellationToken cancellation)
    {
        var scorer = new FactoredScorer<T>(Network, gradients, queries.Count, threads);
        foreach (ReadOnlyMemory<T>[] points in _points) scorer.AddTerm(points, Weight(points), _options.FilterRank);
        var product = new MatrixProduct<double>();
        for (int l = 0; l < Network.Layers.Length; l++)
        {
            for (int q = 0; q < queries.Count; q++)
            {
                cancellation.ThrowIfCancellationRequested();
                RankFactors current = RankFactors.Of<T>(queries.Delta(l, q), queries.Input(l, q));
                for (int s = _lowRank.Length - 1; s >= 0; s--)
                {
                    (RankFactors response, current) = _lowRank[s].Apply(l, current, isLast: s == 0, product);
                    response.CopyTo(scorer.Outputs(s, l, q), scorer.Inputs(s, l, q));
                }
            }
        }

        return scorer;
    }

    private double Weight(ReadOnlyMemory<T>[] points) => 1.0 / ((double)Training.Count * points.Length);

    private static void Check(Trajectory<T> trajectory, LabelledData<T> training, SourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        ArgumentNullException.ThrowIfNull(training);
        trajectory.Network.Check(training);
        if (training.Count != trajectory.TrainingCount)
            throw new ArgumentException($"The trajectory was trained on {trajectory.TrainingCount} rows, not {training.Count}.", nameof(training));
        options.Check(training.Count, trajectory.Momentum);
    }

    /// <summary>The parameters at which a segment's curvature and gradients are computed: its checkpoints, or their mean.</summary>
    private static ReadOnlyMemory<T>[] Points(TrajectorySegment<T> segment, SourceOptions options)
    {
        if (!options.AverageParameters || segment.Checkpoints.Count == 1) return [.. segment.Checkpoints.Select(checkpoint => checkpoint.Parameters)];
        var mean = new T[segment.Checkpoints[0].Parameters.Length];
        for (int i = 0; i < mean.Length; i++)
        {
            double sum = 0;
            foreach (Checkpoint<T> checkpoint in segment.Checkpoints) sum += double.CreateTruncating(checkpoint.Parameters.Span[i]);
            mean[i] = T.CreateTruncating(sum / segment.Checkpoints.Count);
        }

        return [mean];
    }

    private static byte[] Fingerprint(Trajectory<T> trajectory, LabelledData<T> training, SourceOptions options)
    {
        using var content = new ContentHash();
        content.Add(trajectory.Network);
        content.Add(training);
        foreach (TrajectorySegment<T> segment in trajectory.Segments)
        {
            foreach (ReadOnlyMemory<T> point in Points(segment, options)) content.Add(point.Span);
        }

        content.Add<long>([(long)options.Curvature, options.CurvatureRows, options.CurvatureRows == 0 ? 0 : options.Seed]);
        return content.Finish();
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values) largest = Math.Max(largest, value);
        return largest;
    }
}
