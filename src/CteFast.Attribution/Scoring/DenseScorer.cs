using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Scoring;

/// <summary>
/// Scores Σ_t w_t·Σ_c ⟨u_tq, g_cn⟩ for dense vectors u of queries, where t runs over terms, such as segments, and c over the term's checkpoints.
/// </summary>
/// <remarks>
/// A layer's gradient g = δ·āᵀ is never formed: the products u·ā of all queries and rows are one matrix product in tiles that stay in the cache, and each
/// is then multiplied by δ. 2·P operations for each pair and checkpoint.
/// </remarks>
internal sealed class DenseScorer<T> : QueryScorer
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int GroupColumns = 512;
    private const int TileRows = 96;

    private readonly DenseNetwork _network;
    private readonly GradientSource<T> _gradients;
    private readonly int _queries, _threads;
    private readonly List<Term> _terms = [];
    private readonly MatrixProduct<T> _product;
    private readonly PackedMatrix<T> _inputs = new();
    private readonly AlignedBuffer<T>[] _tiles;

    public DenseScorer(DenseNetwork network, GradientSource<T> gradients, int queries, int threads)
    {
        (_network, _gradients, _queries, _threads) = (network, gradients, queries, threads);
        _product = new MatrixProduct<T>(threads);
        _tiles = [.. Enumerable.Range(0, threads).Select(_ => new AlignedBuffer<T>())];
    }

    /// <summary>Adds a term; all its vectors start at 0.</summary>
    public void AddTerm(IReadOnlyList<ReadOnlyMemory<T>> checkpoints, double weight) =>
        _terms.Add(new Term(checkpoints, weight, [.. _network.Layers.ToArray().Select(layer => Groups(layer))]));

    /// <summary>Sets a term's vectors of consecutive queries; threads may set those of different queries at once.</summary>
    public unsafe void SetVectors(int term, int firstQuery, QueryVectors<T> vectors)
    {
        for (int l = 0; l < _network.Layers.Length; l++)
        {
            LayerShape layer = _network.Layers[l];
            for (int q = 0; q < vectors.Count; q++)
            {
                (int group, int place) = Math.DivRem(firstQuery + q, GroupSize(layer));
                fixed (T* values = vectors.Layer(l, q))
                    _terms[term].Layers[l][group].SetRows(values, vectors.Count * layer.Columns, place * layer.Outputs, layer.Outputs);
            }
        }
    }

    public override unsafe void Score(int start, int count, Span<double> scores)
    {
        fixed (double* target = scores)
        {
            foreach (Term term in _terms)
            {
                foreach (ReadOnlyMemory<T> checkpoint in term.Checkpoints)
                {
                    GradientBlock<T> block = _gradients.Load(checkpoint, start, count);
                    for (int l = 0; l < _network.Layers.Length; l++)
                    {
                        _product.PackLeft(new MatrixView<T>(block.Inputs(l), count, _network.Layers[l].Columns), _inputs);
                        fixed (T* deltas = block.Deltas(l)) AddLayer(term.Layers[l], _network.Layers[l], (nint)deltas, count, term.Weight, (nint)target);
                    }
                }
            }
        }
    }

    private unsafe void AddLayer(PackedMatrix<T>[] groups, LayerShape layer, nint deltas, int count, double weight, nint scores)
    {
        int next = -1, workers = Math.Min(_threads, groups.Length), size = GroupSize(layer);
        Threads.For(workers, workers, worker =>
        {
            for (int g; (g = Interlocked.Increment(ref next)) < groups.Length;)
                AddGroup(groups[g], layer, _tiles[worker], (T*)deltas, count, weight, (double*)scores + (nint)g * size * count);
        });
    }

    private unsafe void AddGroup(PackedMatrix<T> vectors, LayerShape layer, AlignedBuffer<T> tiles, T* deltas, int count, double weight, double* scores)
    {
        int height = ProductTile<T>.Rows, stride = vectors.Rows, panels = TileRows / height, queries = vectors.Rows / layer.Outputs;
        fixed (T* tile = tiles.Ensure(TileRows * stride))
        {
            for (int row = 0, panel = 0; row < count; row += TileRows, panel += panels)
            {
                int rows = Math.Min(TileRows, count - row);
                MatrixProduct<T>.Multiply(_inputs, panel, Math.Min(panel + panels, _inputs.Panels), vectors, 0, vectors.Panels,
                    tile - (nint)row * stride, stride, add: false);
                for (int i = 0; i < rows; i++)
                {
                    T* delta = deltas + (nint)(row + i) * layer.Outputs;
                    for (int q = 0; q < queries; q++)
                        scores[(nint)q * count + row + i] += weight * LaneDot<T>.Dot(tile + (nint)i * stride + q * layer.Outputs, delta, layer.Outputs);
                }
            }
        }
    }

    private PackedMatrix<T>[] Groups(LayerShape layer)
    {
        int size = GroupSize(layer);
        var groups = new PackedMatrix<T>[(_queries + size - 1) / size];
        for (int g = 0; g < groups.Length; g++)
        {
            groups[g] = new PackedMatrix<T>();
            groups[g].Start(Math.Min(size, _queries - g * size) * layer.Outputs, layer.Columns, ProductTile<T>.Columns);
            groups[g].Clear();
        }

        return groups;
    }

    /// <summary>The number of queries in a group, whose columns together fill a tile.</summary>
    private static int GroupSize(LayerShape layer) => Math.Max(1, GroupColumns / layer.Outputs);

    private sealed record Term(IReadOnlyList<ReadOnlyMemory<T>> Checkpoints, double Weight, PackedMatrix<T>[][] Layers);
}
