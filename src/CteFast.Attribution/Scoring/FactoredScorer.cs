using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Scoring;

/// <summary>
/// Scores for vectors of queries that are given, in every layer, as a sum of R rank-one matrices Σ_r p_r·q_rᵀ: the score is Σ_r ⟨p_r, δ⟩·⟨q_r, ā⟩. It takes
/// R·(outputs + inputs) operations for each pair and layer, where a dense vector takes outputs·inputs.
/// </summary>
internal sealed class FactoredScorer<T>(DenseNetwork network, GradientSource<T> gradients, int queries, int threads) : QueryScorer
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Term> _terms = [];
    private readonly MatrixProduct<T> _product = new(threads);
    private readonly AlignedBuffer<T> _outputs = new(), _inputs = new();

    /// <summary>The memory of one query's factors in one term, with its part of the products.</summary>
    public static unsafe long BytesPerQuery(DenseNetwork network, int rank) =>
        (long)rank * network.Layers.ToArray().Sum(layer => layer.Outputs + layer.Columns + 2L * ScoringLoop<T>.BlockRows) * sizeof(T);

    /// <summary>Adds a term whose query vectors have a given rank; all factors start at 0.</summary>
    public void AddTerm(IReadOnlyList<ReadOnlyMemory<T>> checkpoints, double weight, int rank) => _terms.Add(new Term(checkpoints, weight, rank,
        [.. network.Layers.ToArray().Select(layer => new T[queries * rank * layer.Outputs])],
        [.. network.Layers.ToArray().Select(layer => new T[queries * rank * layer.Columns])]));

    /// <summary>Adds a term of rank one: the gradients of the queries at one checkpoint.</summary>
    public void AddGradients(ReadOnlyMemory<T> checkpoint, double weight, GradientBlock<T> block)
    {
        AddTerm([checkpoint], weight, rank: 1);
        for (int l = 0; l < block.LayerCount; l++)
        {
            // With one matrix a query, the queries' factors lie one after the other as the block has them.
            block.Deltas(l).CopyTo(_terms[^1].Outputs[l]);
            block.Inputs(l).CopyTo(_terms[^1].Inputs[l]);
        }
    }

    /// <summary>The factors p of a query in a term, rank x outputs.</summary>
    public Span<T> Outputs(int term, int layer, int query)
    {
        int length = _terms[term].Rank * network.Layers[layer].Outputs;
        return _terms[term].Outputs[layer].AsSpan(query * length, length);
    }

    /// <summary>The factors q of a query in a term, rank x (inputs + 1).</summary>
    public Span<T> Inputs(int term, int layer, int query)
    {
        int length = _terms[term].Rank * network.Layers[layer].Columns;
        return _terms[term].Inputs[layer].AsSpan(query * length, length);
    }

    public override void Score(int start, int count, Span<double> scores)
    {
        foreach (Term term in _terms)
        {
            foreach (ReadOnlyMemory<T> checkpoint in term.Checkpoints)
            {
                GradientBlock<T> block = gradients.Load(checkpoint, start, count);
                for (int l = 0; l < network.Layers.Length; l++) AddLayer(term, l, block, scores);
            }
        }
    }

    private void AddLayer(Term term, int l, GradientBlock<T> block, Span<double> scores)
    {
        LayerShape layer = network.Layers[l];
        int vectors = queries * term.Rank, count = block.Count;
        Span<T> byOutputs = _outputs.Ensure(vectors * count), byInputs = _inputs.Ensure(vectors * count);
        _product.Multiply(new MatrixView<T>(term.Outputs[l], vectors, layer.Outputs), new MatrixView<T>(block.Deltas(l), count, layer.Outputs).Transposed, byOutputs);
        _product.Multiply(new MatrixView<T>(term.Inputs[l], vectors, layer.Columns), new MatrixView<T>(block.Inputs(l), count, layer.Columns).Transposed, byInputs);
        for (int v = 0; v < vectors; v++)
        {
            ReadOnlySpan<T> x = byOutputs.Slice(v * count, count), y = byInputs.Slice(v * count, count);
            Span<double> target = scores.Slice(v / term.Rank * count, count);
            for (int i = 0; i < count; i++) target[i] += term.Weight * double.CreateTruncating(x[i] * y[i]);
        }
    }

    private sealed record Term(IReadOnlyList<ReadOnlyMemory<T>> Checkpoints, double Weight, int Rank, T[][] Outputs, T[][] Inputs);
}
