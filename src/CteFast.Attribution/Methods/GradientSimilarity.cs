using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;

namespace CteFast.Attribution.Methods;

/// <summary>
/// The scalar product of the gradients of query and training row at the end of training, ⟨∇f, ∇L⟩/N, or the cosine of the angle between them.
/// Threads may share it, as <see cref="AttributionMethod{T}"/> says.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="training">The training rows, N.</param>
/// <param name="parameters">The parameters, P.</param>
/// <param name="isCosine">Whether scores are cosines; they then rank rows and predict no change.</param>
/// <exception cref="ArgumentException">Network, rows and parameters do not fit each other.</exception>
public sealed class GradientSimilarity<T>(DenseNetwork network, LabelledData<T> training, ReadOnlyMemory<T> parameters, bool isCosine = false)
    : AttributionMethod<T>(network, training)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlyMemory<T> _parameters = CheckedParameters(network, parameters);

    internal override long BytesPerQuery => FactoredScorer<T>.BytesPerQuery(Network, rank: 1);

    internal override QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation)
    {
        GradientSource<T> gradients = Gradients(options.Workers);
        var scorer = new FactoredScorer<T>(Network, gradients, count, options.Workers);
        GradientBlock<T> block = QueryGradients(_parameters, queries, start, count, options).Block;
        scorer.AddGradients(_parameters, isCosine ? 1 : 1.0 / Training.Count, block);
        return isCosine ? new CosineScorer(scorer, gradients, this, Norms(Network, block)) : scorer;
    }

    /// <summary>‖g‖ of every row. Layer by layer g is δ·āᵀ, so it is the root of Σ ‖δ‖²·‖ā‖².</summary>
    private static double[] Norms(DenseNetwork network, GradientBlock<T> block)
    {
        var norms = new double[block.Count];
        for (int i = 0; i < norms.Length; i++)
        {
            double sum = 0;
            for (int l = 0; l < network.Layers.Length; l++) sum += Square(block.Delta(l, i)) * Square(block.Input(l, i));
            norms[i] = Math.Sqrt(sum);
        }

        return norms;
    }

    private static double Square(ReadOnlySpan<T> values)
    {
        double sum = 0;
        foreach (T value in values) sum += double.CreateTruncating(value) * double.CreateTruncating(value);
        return sum;
    }

    private sealed class CosineScorer(FactoredScorer<T> dots, GradientSource<T> gradients, GradientSimilarity<T> method, double[] queryNorms) : QueryScorer
    {
        public override void Score(int start, int count, Span<double> scores)
        {
            dots.Score(start, count, scores);
            double[] norms = Norms(method.Network, gradients.Load(method._parameters, start, count));
            for (int i = 0; i < scores.Length; i++)
            {
                // A gradient of 0 has no direction: its cosine counts as 0.
                double product = queryNorms[i / count] * norms[i % count];
                scores[i] = product == 0 ? 0 : scores[i] / product;
            }
        }
    }
}
