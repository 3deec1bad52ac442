using System.Buffers;

namespace CteFast.Explain.Models.Networks;

/// <summary>A dense feed-forward network; immutable.</summary>
/// <remarks>
/// Single precision: every output of a layer is its bias plus the inputs' terms in order, one fused multiply-add each, so a row's
/// outputs have the same bits in any batch. Without FMA in the machine the last bits differ. NaN in a row gives NaN.
/// Predicting allocates nothing once its scratch memory is in the shared pool, and is safe from several threads.
/// </remarks>
public sealed partial class NetworkModel : IDifferentiableModel
{
    private const int BlockRows = 32;   // rows whose activations stay in the first-level cache from layer to layer
    private const int Widest = 1 << 20;

    private readonly DenseLayer[] _dense;
    private readonly int _width;

    /// <summary>Makes a network.</summary>
    /// <param name="layers">The layers, first to last; at least one.</param>
    /// <param name="featureNames">One name a feature, or none.</param>
    /// <param name="standardization">What is done to the input first, or nothing.</param>
    /// <exception cref="ArgumentException">There is no layer, a layer does not take as many inputs as the one before gives, a softmax stands
    /// before the last layer, a layer is too large, or names or standardization do not fit the first.</exception>
    public NetworkModel(IReadOnlyList<NetworkLayer> layers, IReadOnlyList<string>? featureNames = null, NetworkStandardization? standardization = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
            throw new ArgumentException("A network has at least one layer.", nameof(layers));
        for (int i = 1; i < layers.Count; i++)
        {
            if (layers[i].InputCount != layers[i - 1].OutputCount)
                throw new ArgumentException($"Layer {i} takes {layers[i].InputCount} inputs, but layer {i - 1} gives {layers[i - 1].OutputCount} outputs.", nameof(layers));
            if (layers[i - 1].Activation == NetworkActivation.Softmax)
                throw new ArgumentException($"Layer {i - 1} is a softmax, which only the last layer can be.", nameof(layers));
        }

        if (layers.Any(layer => Math.Max(layer.InputCount, layer.OutputCount) > Widest || (long)layer.InputCount * layer.OutputCount > Array.MaxLength / 4))
            throw new ArgumentException($"A layer is too large: at most {Widest} inputs and outputs, and {Array.MaxLength / 4} weights.", nameof(layers));

        Layers = [.. layers];
        FeatureNames = ModelBatch.Names(featureNames, FeatureCount);
        if (standardization is not null && standardization.Mean.Length != FeatureCount)
            throw new ArgumentException($"There are {standardization.Mean.Length} means for {FeatureCount} features.", nameof(standardization));
        Standardization = standardization;
        _dense = [.. layers.Select(layer => new DenseLayer(layer))];
        _width = Math.Max(FeatureCount, _dense.Max(layer => layer.Stride));
        _backward = new Lazy<BackwardLayers>(TransposeLayers);
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>What is done to the input first, if anything.</summary>
    public NetworkStandardization? Standardization { get; }

    /// <inheritdoc/>
    public int FeatureCount => Layers[0].InputCount;

    /// <inheritdoc/>
    public int OutputCount => Layers[^1].OutputCount;

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary><c>"probability"</c> after a sigmoid or softmax, else <c>"value"</c>.</summary>
    public OutputKind OutputKind =>
        Layers[^1].Activation is NetworkActivation.Sigmoid or NetworkActivation.Softmax ? OutputKind.Probability : OutputKind.Value;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The spans do not fit the model: rows x d in, rows x k out.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        int n = ModelBatch.RowCount(this, rows, outputs);
        int half = Math.Min(n, BlockRows) * _width;
        float[] scratch = ArrayPool<float>.Shared.Rent(2 * half);
        for (int start = 0; start < n; start += BlockRows)
        {
            int count = Math.Min(BlockRows, n - start);
            PredictBlock(rows.Slice(start * FeatureCount, count * FeatureCount), count, scratch.AsSpan(0, half), scratch.AsSpan(half, half),
                outputs.Slice(start * OutputCount, count * OutputCount));
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private void PredictBlock(ReadOnlySpan<float> rows, int count, Span<float> scratch, Span<float> next, Span<float> outputs)
    {
        ReadOnlySpan<float> input = rows;
        int stride = FeatureCount;
        if (Standardization is not null)
        {
            Standardization.Apply(rows, scratch);
            input = scratch;
        }

        foreach (DenseLayer layer in _dense)
        {
            layer.Forward(input, stride, count, next);
            input = next;
            stride = layer.Stride;
            Span<float> free = scratch;
            scratch = next;
            next = free;
        }

        for (int i = 0; i < count; i++)
            input.Slice(i * stride, OutputCount).CopyTo(outputs[(i * OutputCount)..]);
    }
}
