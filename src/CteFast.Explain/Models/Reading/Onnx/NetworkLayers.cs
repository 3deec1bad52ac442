using CteFast.Explain.Models.Networks;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>Makes layers of products, factors, offsets and activations as they come; what stands between two activations is multiplied out in double precision.</summary>
internal sealed class NetworkLayers
{
    private readonly List<NetworkLayer> _layers = [];
    private NetworkStandardization? _standardization;

    // What is not in a layer yet: a product and an offset, or without a product a factor and an offset a column.
    private double[]? _weights, _factors, _offsets;
    private int _inputs;

    /// <summary>The number of columns now; null before it is known.</summary>
    public int? Width { get; private set; }

    /// <summary>Whether a product was among what came.</summary>
    public bool HasProduct { get; private set; }

    /// <summary>The columns of the input.</summary>
    public int FeatureCount { get; private set; }

    /// <summary>Multiplies by weights, rows x columns.</summary>
    public void Multiply(double[] weights, int rows, int columns)
    {
        if (Width is { } width && width != rows)
            throw new ArgumentException($"weights of {rows} rows follow {width} columns");
        if (!HasProduct && _layers.Count == 0)
            FeatureCount = rows;
        if (_weights is not null)
            Close(NetworkActivation.Identity);
        _weights = [.. weights];
        var bias = new double[columns];
        if (_layers.Count == 0 && _factors is not null)
        {
            Standardize();
        }
        else if (_factors is not null)
        {
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    bias[j] += _offsets![i] * weights[i * columns + j];
                    _weights[i * columns + j] *= _factors[i];
                }
            }
        }

        (_inputs, _offsets, _factors, Width, HasProduct) = (rows, bias, null, columns, true);
    }

    /// <summary>Multiplies each column by a factor, then adds an offset.</summary>
    public void Stretch(double[]? factors, double[]? offsets)
    {
        int width = (factors ?? offsets)!.Length;
        if (Width is { } known && known != width)
            throw new ArgumentException($"{width} numbers follow {known} columns");
        Width = width;
        if (_weights is null)
            _factors ??= [.. Enumerable.Repeat(1.0, width)];
        _offsets ??= new double[width];
        for (int j = 0; j < width; j++)
        {
            double factor = factors?[j] ?? 1;
            if (_weights is null)
                _factors![j] *= factor;
            else
                for (int i = 0; i < _inputs; i++) _weights[i * width + j] *= factor;
            _offsets[j] = _offsets[j] * factor + (offsets?[j] ?? 0);
        }
    }

    /// <summary>Ends a layer by its activation.</summary>
    public void Activate(NetworkActivation activation) => Close(activation);

    /// <summary>Ends a layer by tanh, which is 2 · sigmoid(2x) − 1.</summary>
    public void ActivateTanh()
    {
        int width = Known();
        double[] twice = [.. Enumerable.Repeat(2.0, width)];
        Stretch(twice, null);
        Close(NetworkActivation.Sigmoid);
        Stretch(twice, [.. Enumerable.Repeat(-1.0, width)]);
    }

    /// <summary>The network.</summary>
    /// <exception cref="ArgumentException">A number is not finite, or a softmax stands before the end.</exception>
    public NetworkModel Build()
    {
        if (_weights is not null || _factors is not null)
            Close(NetworkActivation.Identity);
        return new NetworkModel(_layers, standardization: _standardization);
    }

    private int Known() => Width ?? throw new ArgumentException("an activation stands before the first product");

    private void Close(NetworkActivation activation)
    {
        int width = Known();
        if (_layers.Count == 0 && !HasProduct)
            throw new ArgumentException("an activation stands before the first product");
        if (_weights is null)
        {
            // A layer that only stretches: a diagonal.
            _weights = new double[width * width];
            for (int j = 0; j < width; j++)
                _weights[j * width + j] = _factors?[j] ?? 1;
            _inputs = width;
        }

        _layers.Add(new NetworkLayer([.. _weights.Select(weight => (float)weight)], [.. (_offsets ?? new double[width]).Select(offset => (float)offset)], activation));
        (_weights, _factors, _offsets) = (null, null, null);
    }

    // x · a + c = (x − (−c / a)) / (1 / a): before the first product it is the network's own, in double precision.
    private void Standardize()
    {
        double[] factors = _factors!, offsets = _offsets!;
        _standardization = new NetworkStandardization([.. offsets.Select((offset, j) => offset == 0 ? 0 : -offset / factors[j])], [.. factors.Select(factor => 1 / factor)]);
    }
}
