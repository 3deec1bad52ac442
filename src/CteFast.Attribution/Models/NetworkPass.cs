using System.Numerics;

namespace CteFast.Attribution.Models;

/// <summary>Forward and backward passes over blocks of rows. Holds scratch memory: not for several threads at once.</summary>
internal sealed class NetworkPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseNetwork _network;
    private readonly MatrixProduct<T> _product;
    private readonly AlignedBuffer<T> _outputs, _probabilities;

    /// <param name="network">The shape.</param>
    /// <param name="capacity">The most rows of a block.</param>
    /// <param name="threads">The threads of each product.</param>
    public NetworkPass(DenseNetwork network, int capacity, int threads = 1)
    {
        _network = network;
        _product = new MatrixProduct<T>(threads);
        _outputs = new AlignedBuffer<T>(checked(capacity * network.OutputCount));
        _probabilities = new AlignedBuffer<T>(capacity * network.OutputCount);
        Block = new GradientBlock<T>(network, capacity);
    }

    /// <summary>The inputs and δ of every layer, from the last pass.</summary>
    public GradientBlock<T> Block { get; }

    /// <summary>The outputs, count x k.</summary>
    public Span<T> Outputs => _outputs.Ensure(Block.Count * _network.OutputCount);

    private Span<T> Output(int row) => Outputs.Slice(row * _network.OutputCount, _network.OutputCount);

    /// <summary>The row's values that <see cref="PrepareFisher"/> has computed.</summary>
    public Span<T> Probability(int row) => _probabilities.Ensure(Block.Count * _network.OutputCount).Slice(row * _network.OutputCount, _network.OutputCount);

    /// <summary>Forward and backward pass for the gradients of a measurement of consecutive rows.</summary>
    public void Run(ReadOnlySpan<T> parameters, LabelledData<T> data, int start, int count, Measurement measurement)
    {
        Forward(parameters, data.Features.Slice(start * data.FeatureCount, count * data.FeatureCount), count);
        for (int i = 0; i < count; i++)
            OutputHead.Gradient(_network.Loss, measurement, Output(i), data.Target(start + i), Block.Delta(_network.Layers.Length - 1, i));
        Backward(parameters);
    }

    /// <summary>Forward and backward pass for the gradients of the losses of the rows named.</summary>
    public void Run(ReadOnlySpan<T> parameters, LabelledData<T> data, ReadOnlySpan<int> rows)
    {
        Block.Count = rows.Length;
        for (int i = 0; i < rows.Length; i++) SetInput(i, data.Row(rows[i]));
        Forward(parameters);
        for (int i = 0; i < rows.Length; i++)
            OutputHead.Gradient(_network.Loss, Measurement.Loss, Output(i), data.Target(rows[i]), Block.Delta(_network.Layers.Length - 1, i));
        Backward(parameters);
    }

    /// <summary>Forward pass for consecutive rows.</summary>
    public void Forward(ReadOnlySpan<T> parameters, ReadOnlySpan<T> features, int count)
    {
        Block.Count = count;
        for (int i = 0; i < count; i++) SetInput(i, features.Slice(i * _network.FeatureCount, _network.FeatureCount));
        Forward(parameters);
    }

    /// <summary>Computes what <see cref="BackwardFisher"/> needs; call it after a forward pass.</summary>
    public void PrepareFisher()
    {
        for (int i = 0; i < Block.Count; i++) OutputHead.Probabilities<T>(_network.Loss, Output(i), Probability(i));
    }

    /// <summary>Backward pass that starts from one column of every row's output Fisher matrix.</summary>
    public void BackwardFisher(ReadOnlySpan<T> parameters, int column)
    {
        for (int i = 0; i < Block.Count; i++)
            OutputHead.FisherColumn<T>(_network.Loss, Probability(i), column, Block.Delta(_network.Layers.Length - 1, i));
        Backward(parameters);
    }

    /// <summary>gradient += Σ_n δ_n·ā_nᵀ.</summary>
    public void AddGradient(Span<T> gradient)
    {
        for (int l = 0; l < _network.Layers.Length; l++)
        {
            LayerShape layer = _network.Layers[l];
            _product.Multiply(new MatrixView<T>(Block.Deltas(l), Block.Count, layer.Outputs).Transposed,
                new MatrixView<T>(Block.Inputs(l), Block.Count, layer.Columns), layer.Of(gradient), add: true);
        }
    }

    /// <summary>The derivative σ'(z) of the activation, from its value a = σ(z).</summary>
    public static T Derivative(Activation activation, T a) => activation == Activation.Relu ? a > T.Zero ? T.One : T.Zero : T.One - a * a;

    private void SetInput(int row, ReadOnlySpan<T> features)
    {
        Span<T> input = Block.Input(0, row);
        features.CopyTo(input);
        input[^1] = T.One;
    }

    private void Forward(ReadOnlySpan<T> parameters)
    {
        for (int l = 0; l < _network.Layers.Length; l++)
        {
            LayerShape layer = _network.Layers[l];
            bool isLast = l == _network.Layers.Length - 1;
            Span<T> target = isLast ? Outputs : Block.Inputs(l + 1);
            int stride = isLast ? layer.Outputs : layer.Outputs + 1;
            _product.Multiply(new MatrixView<T>(Block.Inputs(l), Block.Count, layer.Columns),
                new MatrixView<T>(layer.Of(parameters), layer.Outputs, layer.Columns).Transposed, target, stride, add: false);
            if (isLast) return;
            for (int i = 0; i < Block.Count; i++)
            {
                Span<T> row = target.Slice(i * stride, stride);
                Activate(row[..^1]);
                row[^1] = T.One;
            }
        }
    }

    private void Activate(Span<T> row)
    {
        if (_network.Activation == Activation.Relu)
        {
            foreach (ref T value in row) value = value > T.Zero ? value : T.Zero;
        }
        else
        {
            foreach (ref T value in row) value = T.Tanh(value);
        }
    }

    private void Backward(ReadOnlySpan<T> parameters)
    {
        for (int l = _network.Layers.Length - 1; l > 0; l--)
        {
            LayerShape layer = _network.Layers[l];
            Span<T> before = Block.Deltas(l - 1);
            _product.Multiply(new MatrixView<T>(Block.Deltas(l), Block.Count, layer.Outputs),
                new MatrixView<T>(layer.Of(parameters), layer.Outputs, layer.Inputs, layer.Columns), before);
            for (int i = 0; i < Block.Count; i++)
            {
                Span<T> delta = before.Slice(i * layer.Inputs, layer.Inputs);
                ReadOnlySpan<T> input = Block.Input(l, i);
                for (int j = 0; j < delta.Length; j++) delta[j] *= Derivative(_network.Activation, input[j]);
            }
        }
    }
}
