using System.Numerics;
using CteFast.Attribution.Curvature;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Walk;
using CteFast.Numerics;

namespace CteFast.Attribution.Methods;

/// <summary>How influence functions hold and damp curvature.</summary>
public readonly record struct InfluenceOptions()
{
    /// <summary>How curvature is held.</summary>
    public CurvatureKind Curvature { get; init; } = CurvatureKind.EkFac;

    /// <summary>The damping λ, the same for all layers, or null for a tenth of each layer's mean eigenvalue.</summary>
    public double? Damping { get; init; }

    /// <summary>The most threads to use.</summary>
    public int Threads { get; init; } = 1;

    internal void Check()
    {
        if (!Enum.IsDefined(Curvature)) Throw.OutOfRange(nameof(Curvature), Curvature, "must be one of the kinds");
        if (Damping is { } damping) Throw.IfNotFinitePositive(damping);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}

/// <summary>Influence functions at the end of training: (1/N)·∇fᵀ·(G + λI)⁻¹·∇L.</summary>
/// <remarks>
/// For a converged, strictly convex model with λ its weight decay they are the limit of SOURCE. λ = 1/τ, the inverse of the optimisation time, is the damping
/// that SOURCE with one segment resembles. Source: Koh and Liang; with EK-FAC, Grosse et al.
/// </remarks>
public sealed class InfluenceFunctions<T> : AttributionMethod<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlyMemory<T> _parameters;
    private readonly WalkSegment<T>[] _walk;

    private InfluenceFunctions(DenseNetwork network, LabelledData<T> training, ReadOnlyMemory<T> parameters, Eigenbasis<T> basis, InfluenceOptions options)
        : base(network, training)
    {
        _parameters = parameters;
        var damping = new double[network.ParameterCount];
        foreach (LayerShape layer in network.Layers)
        {
            double mean = 0;
            foreach (double value in layer.Of(basis.Eigenvalues)) mean += value / layer.Count;
            layer.Of(damping.AsSpan()).Fill(options.Damping ?? Math.Max(0.1 * mean, 1e-30));
        }

        _walk = WalkSegment<T>.Of([basis], [SegmentFilter.Inverse(basis.Eigenvalues, damping)]);
    }

    internal override unsafe long BytesPerQuery => (long)Network.ParameterCount * sizeof(T);

    /// <summary>Fits the curvature.</summary>
    /// <param name="network">The network.</param>
    /// <param name="training">The training rows, N.</param>
    /// <param name="parameters">The parameters, P.</param>
    /// <param name="options">Curvature and damping.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Network, rows and parameters do not fit each other.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static InfluenceFunctions<T> Fit(DenseNetwork network, LabelledData<T> training, ReadOnlyMemory<T> parameters, InfluenceOptions options,
        CancellationToken cancellationToken = default)
    {
        GradientSimilarity<T>.CheckedParameters(network, parameters);
        ArgumentNullException.ThrowIfNull(training);
        network.Check(training);
        options.Check();
        Eigenbasis<T> basis = CurvatureFit<T>.Fit(options.Curvature, network, training, [parameters], coresetRows: 0, seed: 0, options.Threads, cancellationToken);
        return new InfluenceFunctions<T>(network, training, parameters, basis, options);
    }

    internal override QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation)
    {
        GradientBlock<T> block = QueryGradients(_parameters, queries, start, count, options).Block;
        var scorer = new DenseScorer<T>(Network, Gradients(options.Threads), count, options.Threads);
        scorer.AddTerm([_parameters], 1.0 / Training.Count);
        QueryWalk<T>.Run(Network, _walk, block, options.Threads, scorer.SetVectors, cancellation);
        return scorer;
    }
}
