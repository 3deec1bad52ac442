using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;

namespace CteFast.Attribution.Methods;

/// <summary>Gradients of query and training row at the end of training: ⟨∇f, ∇L⟩/N, or the cosine of their angle.</summary>
/// <param name="network">The network.</param>
/// <param name="training">The training rows, N.</param>
/// <param name="parameters">The parameters, P.</param>
/// <param name="isCosine">Whether gradients are brought to length 1; scores then have no unit.</param>
/// <exception cref="ArgumentException">Network, rows and parameters do not fit each other.</exception>
public sealed class GradientSimilarity<T>(DenseNetwork network, LabelledData<T> training, ReadOnlyMemory<T> parameters, bool isCosine = false)
    : AttributionMethod<T>(network, training)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlyMemory<T> _parameters = CheckedParameters(network, parameters);

    internal override long BytesPerQuery => FactoredBytes(Network, rank: 1);

    /// <summary>The memory of a query's factors of a term.</summary>
    internal static unsafe long FactoredBytes(DenseNetwork network, int rank) =>
        (long)rank * network.Layers.ToArray().Sum(layer => layer.Outputs + layer.Columns + 2L * ScoringLoop<T>.BlockRows) * sizeof(T);

    internal static ReadOnlyMemory<T> CheckedParameters(DenseNetwork network, ReadOnlyMemory<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.CheckParameters(parameters.Span);
        return parameters;
    }

    internal override QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation)
    {
        GradientSource<T> gradients = Gradients(options.Threads);
        var scorer = new FactoredScorer<T>(Network, gradients, count, options.Threads);
        AddTerm(scorer, 0, _parameters, isCosine ? 1 : 1.0 / Training.Count, QueryGradients(_parameters, queries, start, count, options).Block);
        return isCosine ? new CosineScorer(scorer, gradients, this, Norms(Network, QueryGradients(_parameters, queries, start, count, options).Block)) : scorer;
    }

    /// <summary>Adds a term of rank one: the queries' gradients as they are.</summary>
    internal static void AddTerm(FactoredScorer<T> scorer, int term, ReadOnlyMemory<T> parameters, double weight, GradientBlock<T> queries)
    {
        scorer.AddTerm([parameters], weight, rank: 1);
        for (int l = 0; l < queries.LayerCount; l++)
        {
            for (int q = 0; q < queries.Count; q++)
            {
                queries.Delta(l, q).CopyTo(scorer.Outputs(term, l, q));
                queries.Input(l, q).CopyTo(scorer.Inputs(term, l, q));
            }
        }
    }

    /// <summary>‖g‖ of every row: of rank-one blocks, the root of Σ ‖δ‖²·‖ā‖².</summary>
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
                // A gradient of 0 has no direction and no influence.
                double product = queryNorms[i / count] * norms[i % count];
                scores[i] = product == 0 ? 0 : scores[i] / product;
            }
        }
    }
}
