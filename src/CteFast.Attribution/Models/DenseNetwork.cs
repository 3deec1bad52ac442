using System.Numerics;
using System.Numerics.Tensors;
using CteFast.Attribution.Loops;

namespace CteFast.Attribution.Models;

/// <summary>
/// The shape of a model: dense layers, the activation function of the hidden ones, and the loss. With a single layer it is linear, logistic or softmax
/// regression. It holds no parameters. Immutable: threads may share it.
/// </summary>
/// <remarks>
/// All parameters lie in one span, layer after layer, as <see cref="LayerShape"/> describes. With ā = [a; 1], the inputs of a layer and a constant 1, and with
/// δ = ∂L/∂z for the layer's sums z = W·ā, the gradient of a row is δ·āᵀ, and the δ of the layer before is (Wᵀδ)∘σ'(z).
/// </remarks>
public sealed class DenseNetwork
{
    private const int LargestWidth = 1 << 16;
    private const int BlockRows = 256;

    private readonly LayerShape[] _layers;
    private readonly ILayerLoops<float>?[] _singleLoops;
    private readonly ILayerLoops<double>?[] _doubleLoops;

    /// <summary>Makes a network of given widths.</summary>
    /// <param name="widths">The number of features, the outputs of each hidden layer, and the outputs of the network: two numbers at least.</param>
    /// <param name="activation">The activation function of the hidden layers.</param>
    /// <param name="loss">The loss.</param>
    /// <exception cref="ArgumentException">A width is not positive or above 65,536, there are fewer than two, a logistic loss has more than one output, a
    /// softmax fewer than two, or there are more parameters than an array holds.</exception>
    public DenseNetwork(ReadOnlySpan<int> widths, Activation activation, Loss loss)
        : this(widths, activation, loss, [], [])
    {
    }

    /// <summary>Makes a network with loops written for its layers, as <see cref="DenseNetworkAttribute"/> generates them.</summary>
    /// <param name="widths">The number of features, the outputs of each hidden layer, and the outputs of the network.</param>
    /// <param name="activation">The activation function of the hidden layers.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="singleLoops">Loops in single precision for each layer, null for a layer that uses the general loops; or an empty list.</param>
    /// <param name="doubleLoops">The same in double precision.</param>
    /// <exception cref="ArgumentException">As for the other constructor, or the loops do not fit the layers.</exception>
    public DenseNetwork(ReadOnlySpan<int> widths, Activation activation, Loss loss, IReadOnlyList<ILayerLoops<float>?> singleLoops, IReadOnlyList<ILayerLoops<double>?> doubleLoops)
    {
        if (widths.Length < 2) throw new ArgumentException($"There are {widths.Length} widths; a network has two at least, the number of its features and of its outputs.", nameof(widths));
        if (!Enum.IsDefined(activation)) throw new ArgumentOutOfRangeException(nameof(activation), activation, $"{activation} is no activation.");
        if (!Enum.IsDefined(loss)) throw new ArgumentOutOfRangeException(nameof(loss), loss, $"{loss} is no loss.");
        long offset = 0;
        _layers = new LayerShape[widths.Length - 1];
        for (int l = 0; l < _layers.Length; l++)
        {
            if (Math.Min(widths[l], widths[l + 1]) < 1 || Math.Max(widths[l], widths[l + 1]) > LargestWidth)
                throw new ArgumentException($"Layer {l} has {widths[l]} inputs and {widths[l + 1]} outputs; both lie between 1 and {LargestWidth}.", nameof(widths));
            _layers[l] = new LayerShape(widths[l], widths[l + 1], (int)offset);
            offset += (long)widths[l + 1] * (widths[l] + 1);
            if (offset > Array.MaxLength / 8) throw new ArgumentException($"There are more than {Array.MaxLength / 8} parameters.", nameof(widths));
        }

        if (loss == Loss.Logistic && OutputCount != 1) throw new ArgumentException($"A logistic loss has one output, not {OutputCount}.", nameof(widths));
        if (loss == Loss.SoftmaxCrossEntropy && OutputCount < 2) throw new ArgumentException("A softmax has two outputs at least.", nameof(widths));
        ParameterCount = (int)offset;
        Activation = activation;
        Loss = loss;
        CheckLoops(singleLoops);
        CheckLoops(doubleLoops);
        (_singleLoops, _doubleLoops) = ([.. singleLoops], [.. doubleLoops]);
    }

    /// <summary>The layers, first to last.</summary>
    public ReadOnlySpan<LayerShape> Layers => _layers;

    /// <summary>The activation function of the hidden layers.</summary>
    public Activation Activation { get; }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <summary>The number of features, d.</summary>
    public int FeatureCount => _layers[0].Inputs;

    /// <summary>The number of outputs.</summary>
    public int OutputCount => _layers[^1].Outputs;

    /// <summary>The length of a row's target: 1 for classification, the number of outputs for regression.</summary>
    public int TargetCount => Loss == Loss.SquaredError ? OutputCount : 1;

    /// <summary>The number of parameters, P.</summary>
    public int ParameterCount { get; }

    /// <summary>Linear regression: y = W·x + b with ½‖y − t‖².</summary>
    /// <param name="features">The number of features, d.</param>
    /// <param name="outputs">The number of outputs, k.</param>
    /// <exception cref="ArgumentException">A width is not positive or above 65,536, or the network would have more parameters than an array holds.</exception>
    public static DenseNetwork LinearRegression(int features, int outputs = 1) => new([features, outputs], Activation.Relu, Loss.SquaredError);

    /// <summary>Logistic regression of targets 0 and 1.</summary>
    /// <param name="features">The number of features, d.</param>
    /// <exception cref="ArgumentException">A width is not positive or above 65,536, or the network would have more parameters than an array holds.</exception>
    public static DenseNetwork LogisticRegression(int features) => new([features, 1], Activation.Relu, Loss.Logistic);

    /// <summary>Softmax regression of classes from 0.</summary>
    /// <param name="features">The number of features, d.</param>
    /// <param name="classes">The number of classes, two at least.</param>
    /// <exception cref="ArgumentException">A width is not positive or above 65,536, or the network would have more parameters than an array holds.</exception>
    public static DenseNetwork SoftmaxRegression(int features, int classes) => new([features, classes], Activation.Relu, Loss.SoftmaxCrossEntropy);

    /// <summary>Draws weights from a normal distribution of variance 2/inputs before a ReLU and 1/inputs elsewhere; biases are 0.</summary>
    /// <param name="parameters">Receives the parameters, P.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    public void Initialize<T>(Span<T> parameters, long seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckParameters<T>(parameters);
        var random = new Pcg64(seed);
        foreach (LayerShape layer in _layers)
        {
            bool isBeforeRelu = layer != _layers[^1] && Activation == Activation.Relu;
            double scale = Math.Sqrt((isBeforeRelu ? 2.0 : 1.0) / layer.Inputs);
            Span<T> values = layer.Of(parameters);
            for (int i = 0; i < values.Length; i++)
                values[i] = i % layer.Columns == layer.Inputs ? T.Zero : T.CreateTruncating(scale * Normal(ref random));
        }
    }

    /// <summary>The outputs of rows, without softmax or logistic function.</summary>
    /// <param name="parameters">The parameters, P.</param>
    /// <param name="features">Row-major rows, n x d.</param>
    /// <param name="outputs">Receives the outputs, n x k.</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public void Predict<T>(ReadOnlySpan<T> parameters, ReadOnlySpan<T> features, Span<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckParameters(parameters);
        (int n, int rest) = Math.DivRem(features.Length, FeatureCount);
        if (rest != 0) throw new ArgumentException($"{features.Length} values are no whole number of rows of {FeatureCount} features.", nameof(features));
        if (outputs.Length != (long)n * OutputCount) throw new ArgumentException($"{n} rows have {(long)n * OutputCount} outputs, not {outputs.Length}.", nameof(outputs));
        var pass = new NetworkPass<T>(this, Math.Min(BlockRows, n));
        for (int start = 0; start < n; start += BlockRows)
        {
            int count = Math.Min(BlockRows, n - start);
            pass.Forward(parameters, features.Slice(start * FeatureCount, count * FeatureCount), count);
            pass.Outputs.CopyTo(outputs[(start * OutputCount)..]);
        }
    }

    /// <summary>Measures every row: its loss, margin or absolute error.</summary>
    /// <param name="parameters">The parameters, P.</param>
    /// <param name="data">The rows, n.</param>
    /// <param name="measurement">What is measured.</param>
    /// <param name="values">Receives the measurements, n.</param>
    /// <exception cref="ArgumentException">The data or a span's length does not fit, or the measurement is not one of this loss.</exception>
    public void Measure<T>(ReadOnlySpan<T> parameters, LabelledData<T> data, Measurement measurement, Span<double> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckParameters(parameters);
        Check(data);
        Check(measurement);
        if (values.Length != data.Count) throw new ArgumentException($"{data.Count} rows have as many measurements, not {values.Length}.", nameof(values));
        var outputs = new T[data.Count * OutputCount];
        Predict(parameters, data.Features, outputs);
        for (int i = 0; i < values.Length; i++)
            values[i] = OutputHead.Value<T>(Loss, measurement, outputs.AsSpan(i * OutputCount, OutputCount), data.Target(i));
    }

    /// <summary>The gradient of the rows' mean loss.</summary>
    /// <param name="parameters">The parameters, P.</param>
    /// <param name="data">The rows.</param>
    /// <param name="gradient">Receives the gradient, P.</param>
    /// <exception cref="ArgumentException">The data or a span's length does not fit.</exception>
    public void Gradient<T>(ReadOnlySpan<T> parameters, LabelledData<T> data, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckParameters(parameters);
        CheckParameters<T>(gradient);
        Check(data);
        gradient.Clear();
        var pass = new NetworkPass<T>(this, Math.Min(BlockRows, data.Count));
        for (int start = 0; start < data.Count; start += BlockRows)
        {
            pass.Run(parameters, data, start, Math.Min(BlockRows, data.Count - start), Measurement.Loss);
            pass.AddGradient(gradient);
        }

        TensorPrimitives.Multiply(gradient, T.One / T.CreateTruncating(data.Count), gradient);
    }

    /// <summary>Widths, activation and loss: "64-32-10, Relu, SoftmaxCrossEntropy".</summary>
    public override string ToString() => $"{FeatureCount}-{string.Join('-', _layers.Select(layer => layer.Outputs))}, {Activation}, {Loss}";

    /// <summary>Whether the other network has the same layers, activation and loss.</summary>
    internal bool HasShapeOf(DenseNetwork other) => _layers.AsSpan().SequenceEqual(other._layers) && (Activation, Loss) == (other.Activation, other.Loss);

    /// <summary>The layers' loops: those that the network was made with, else general ones, which belong to the caller's thread.</summary>
    internal ILayerLoops<T>[] Loops<T>(int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var made = (typeof(T) == typeof(float) ? _singleLoops : _doubleLoops as object) as ILayerLoops<T>?[];
        return [.. _layers.Select((layer, l) => (made is { Length: > 0 } ? made[l] : null) ?? new GeneralLoops<T>(layer.Inputs, layer.Outputs, threads))];
    }

    /// <summary>Whether a measurement goes with the loss.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    internal void Check(Measurement measurement)
    {
        bool fits = measurement switch
        {
            Measurement.Loss => true,
            Measurement.Margin => Loss != Loss.SquaredError,
            Measurement.AbsoluteError => Loss == Loss.SquaredError,
            _ => false,
        };
        if (!fits) throw new ArgumentException($"{measurement} is no measurement of a network with the loss {Loss}.", nameof(measurement));
    }

    /// <exception cref="ArgumentException">The data are not of this network's shape, or a class is out of range.</exception>
    internal void Check<T>(LabelledData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (data.FeatureCount != FeatureCount) throw new ArgumentException($"The data have {data.FeatureCount} features, the network takes {FeatureCount}.", nameof(data));
        if (data.TargetCount != TargetCount)
            throw new ArgumentException($"The data have {data.TargetCount} numbers in each target, the loss takes {TargetCount}.", nameof(data));
        if (Loss == Loss.SquaredError) return;
        int classes = Loss == Loss.Logistic ? 2 : OutputCount;
        for (int i = 0; i < data.Count; i++)
        {
            double target = double.CreateTruncating(data.Targets[i]);
            if (target != Math.Floor(target) || target < 0 || target >= classes)
                throw new ArgumentException($"Row {i}: the target {target} is no class; classes are 0 to {classes - 1}.", nameof(data));
        }
    }

    /// <exception cref="ArgumentException">There are not as many parameters as the network has.</exception>
    internal void CheckParameters<T>(ReadOnlySpan<T> parameters)
    {
        if (parameters.Length != ParameterCount) throw new ArgumentException($"The network has {ParameterCount} parameters, not {parameters.Length}.", nameof(parameters));
    }

    private void CheckLoops<T>(IReadOnlyList<ILayerLoops<T>?> loops)
    {
        ArgumentNullException.ThrowIfNull(loops);
        if (loops.Count != 0 && loops.Count != _layers.Length) throw new ArgumentException($"There are loops of {loops.Count} layers, the network has {_layers.Length}.", nameof(loops));
        for (int l = 0; l < loops.Count; l++)
        {
            if (loops[l] is { } made && (made.Inputs, made.Outputs) != (_layers[l].Inputs, _layers[l].Outputs))
                throw new ArgumentException($"Layer {l} has {_layers[l].Inputs} inputs and {_layers[l].Outputs} outputs; its loops are of {made.Inputs} and {made.Outputs}.", nameof(loops));
        }
    }

    private static double Normal(ref Pcg64 random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
