using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;

namespace CteFast.Attribution.Methods;

/// <summary>
/// The similarity of a training row to a query in the last hidden layer, or in the features where there is no hidden layer. It ignores targets: a similar row
/// scores as helpful whatever its label. Scores rank rows; they predict no change. Threads may share it, as <see cref="AttributionMethod{T}"/> says.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="training">The training rows, N.</param>
/// <param name="parameters">The parameters, P.</param>
/// <param name="similarity">How similarity is measured.</param>
/// <exception cref="ArgumentException">Network, rows and parameters do not fit each other.</exception>
public sealed class RepresentationSimilarity<T>(DenseNetwork network, LabelledData<T> training, ReadOnlyMemory<T> parameters, Similarity similarity = Similarity.Cosine)
    : AttributionMethod<T>(network, training)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlyMemory<T> _parameters = CheckedParameters(network, parameters);

    internal override unsafe long BytesPerQuery => (long)(Network.Layers[^1].Columns + ScoringLoop<T>.BlockRows) * sizeof(T);

    internal override QueryScorer Prepare(LabelledData<T> queries, int start, int count, ScoringOptions options, CancellationToken cancellation)
    {
        GradientBlock<T> block = QueryGradients(_parameters, queries, start, count, options).Block;
        return new Scorer(this, Gradients(options.Workers), block, options.Workers, options.Measurement == Measurement.Margin ? -1 : 1);
    }

    private sealed class Scorer(RepresentationSimilarity<T> method, GradientSource<T> gradients, GradientBlock<T> queries, int threads, double sign) : QueryScorer
    {
        private readonly MatrixProduct<T> _product = new(threads);
        private readonly AlignedBuffer<T> _dots = new();
        private readonly int _layer = queries.LayerCount - 1;

        public override void Score(int start, int count, Span<double> scores)
        {
            int columns = method.Network.Layers[^1].Columns, width = columns - 1;
            GradientBlock<T> rows = gradients.Load(method._parameters, start, count);
            Span<T> dots = _dots.Ensure(scores.Length);
            _product.Multiply(new MatrixView<T>(queries.Inputs(_layer), queries.Count, width, columns),
                new MatrixView<T>(rows.Inputs(_layer), count, width, columns).Transposed, dots);
            double[] rowSquares = Squares(rows), querySquares = Squares(queries);
            for (int i = 0; i < scores.Length; i++)
                scores[i] = sign * Value(double.CreateTruncating(dots[i]), querySquares[i / count], rowSquares[i % count]);
        }

        private double Value(double dot, double query, double row)
        {
            if (method.Kind == Similarity.Dot) return dot;
            if (method.Kind == Similarity.NegativeDistance) return -Math.Sqrt(Math.Max(0, query + row - 2 * dot));
            double product = Math.Sqrt(query * row);
            return product == 0 ? 0 : dot / product;
        }

        private double[] Squares(GradientBlock<T> block) =>
            [.. Enumerable.Range(0, block.Count).Select(i => block.Input(_layer, i)[..^1].ToArray().Sum(x => double.CreateTruncating(x) * double.CreateTruncating(x)))];
    }

    private Similarity Kind { get; } = Enum.IsDefined(similarity) ? similarity : throw new ArgumentOutOfRangeException(nameof(similarity), similarity, $"{similarity} is no similarity.");
}
