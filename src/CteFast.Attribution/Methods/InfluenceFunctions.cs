using System.Numerics;
using CteFast.Attribution.Curvature;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Methods;

/// <summary>
/// Influence functions at the end of training: (1/N)·∇fᵀ·(G + λI)⁻¹·∇L, G being the Gauss-Newton matrix. Threads may share it, as
/// <see cref="AttributionMethod{T}"/> says.
/// </summary>
/// <remarks>
/// For a converged, strictly convex model whose weight decay is λ they are the limit of SOURCE. SOURCE with one segment of optimisation time τ is nearest to
/// influence functions with the damping λ = 1/τ. Source: Koh and Liang; with EK-FAC, Grosse et al.
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
        CheckedParameters(network, parameters);
        ArgumentNullException.ThrowIfNull(training);
        network.Check(training);
        options.Check();
        Eigenbasis<T> basis = CurvatureFit<T>.Fit(options.Curvature, network, training, [parameters], coresetRows: 0, seed: 0, options.Workers, cancellationToken);
        return new InfluenceFunctions<T>(network, training, parameters, basis, options);
    }

    internal override QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation)
    {
        GradientBlock<T> block = QueryGradients(_parameters, queries, start, count, options).Block;
        var scorer = new DenseScorer<T>(Network, Gradients(options.Workers), count, options.Workers);
        scorer.AddTerm([_parameters], 1.0 / Training.Count);
        QueryWalk<T>.Run(Network, _walk, block, options.Workers, scorer.SetVectors, cancellation);
        return scorer;
    }
}
