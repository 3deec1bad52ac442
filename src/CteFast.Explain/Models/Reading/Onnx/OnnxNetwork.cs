using CteFast.Explain.Models.Networks;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>Reads a graph that is a plain network: one input, one output, and a single line of operators between them.</summary>
/// <remarks>
/// Gemm, MatMul, Add, Sub, Mul, Div by constants, BatchNormalization, Relu, Sigmoid, Tanh, Softmax, Scaler, Flatten, Reshape to the same rows,
/// Identity, and Dropout, which does nothing once a network is trained. Everything else is refused by name. Predictions agree with ONNX Runtime's
/// to the last bits of single precision. Source: the ONNX operator specification, versions 7 to 22.
/// </remarks>
internal sealed class OnnxNetwork
{
    private const int Float = 1;

    private readonly OnnxGraph _graph;
    private readonly NetworkLayers _layers;
    private readonly List<(OnnxOperator Operator, string Input)> _line = [];
    private bool _isFlat;

    private OnnxNetwork(OnnxGraph graph)
    {
        _graph = graph;
        OnnxInput input = FindLine();
        if (input.ElementType != Float)
            throw Refuse($"input \"{input.Name}\" is not of type float");
        _isFlat = input.Rank == 2;
        _layers = new NetworkLayers();
        foreach ((OnnxOperator op, string from) in _line)
            Apply(op, from);
        if (!_isFlat)
            throw Refuse($"input \"{input.Name}\" is no matrix");
        if (!_layers.HasProduct)
            throw Refuse("there is no Gemm or MatMul");
        if (input.Columns is { } columns && columns != _layers.FeatureCount)
            throw Refuse($"input \"{input.Name}\" has {columns} columns, but the first layer takes {_layers.FeatureCount}");
    }

    /// <summary>Makes the network.</summary>
    /// <exception cref="ModelFormatException">The graph is no plain network.</exception>
    public static NetworkModel Build(OnnxGraph graph)
    {
        try
        {
            return new OnnxNetwork(graph)._layers.Build();
        }
        catch (ArgumentException e)
        {
            throw Refuse(graph, e.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static ModelFormatException Refuse(OnnxGraph graph, string why) => graph.Fault($"there is no tree ensemble, and this is no plain network: {why}. {OnnxGraph.Advice}");

    private ModelFormatException Refuse(string why) => Refuse(_graph, why);

    private ModelFormatException Refuse(OnnxOperator op, string why = "is not supported") => Refuse($"operator \"{op.Type}\" {why}");

    /// <summary>Goes from the output back to the input, so that what no output needs is passed over.</summary>
    private OnnxInput FindLine()
    {
        if (_graph.Version is > 0 and < 7)
            throw Refuse($"its operators are of version {_graph.Version}, older than 7");
        if (_graph.Outputs is not [var name])
            throw Refuse($"it has {_graph.Outputs.Count} outputs ({string.Join(", ", _graph.Outputs)})");
        var makers = new Dictionary<string, OnnxOperator>();
        foreach (OnnxOperator op in _graph.Operators)
        {
            foreach (string output in op.Outputs)
                makers.TryAdd(output, op);
        }

        while (_graph.Inputs.Find(input => input.Name == name) is not { } found)
        {
            if (!makers.TryGetValue(name, out OnnxOperator? op) || _line.Count > _graph.Operators.Count)
                throw Refuse($"\"{name}\" is neither an input nor the result of an operator");
            if (op.Outputs[0] != name)
                throw Refuse(op, "is asked for more than its first result");
            string[] from = [.. op.Inputs.Where(input => input.Length > 0 && !_graph.TryConstant(input, out _, out _))];
            if (from is not [var only])
                throw Refuse(op, $"joins {from.Length} values");
            _line.Insert(0, (op, only));
            name = only;
            continue;
        }

        return _graph.Inputs.Find(input => input.Name == name)!;
    }

    private void Apply(OnnxOperator op, string from)
    {
        bool isMl = op.Domain == "ai.onnx.ml";
        if (!(isMl && op.Type == "Scaler") && op.Domain is not ("" or "ai.onnx"))
            throw Refuse(op, $"of domain \"{op.Domain}\" is not supported");
        if (!_isFlat && op.Type is not ("Identity" or "Flatten" or "Dropout"))
            throw Refuse(op, "takes what is no matrix");
        switch (op.Type)
        {
            case "Identity":
                break;
            case "Cast" when op.Integer("to", 0) == Float:
                break;
            case "Dropout":
                if (op.Inputs.Count > 2 && op.Inputs[2].Length > 0)
                    throw Refuse(op, "says whether it trains");
                break;
            case "Flatten":
                if (op.Integer("axis", 1) != 1)
                    throw Refuse(op, "of another axis than 1 is not supported");
                _isFlat = true;
                break;
            case "Reshape":
                Reshape(op);
                break;
            case "MatMul":
                MatMul(op, from);
                break;
            case "Gemm":
                Gemm(op, from);
                break;
            case "Add" or "Sub" or "Mul" or "Div":
                Compute(op, from);
                break;
            case "Scaler":
                Scale(op);
                break;
            case "BatchNormalization":
                Normalize(op);
                break;
            case "Relu":
                _layers.Activate(NetworkActivation.Relu);
                break;
            case "Sigmoid":
                _layers.Activate(NetworkActivation.Sigmoid);
                break;
            case "Tanh":
                _layers.ActivateTanh();
                break;
            case "Softmax" when op.Integer("axis", _graph.Version is > 0 and < 13 ? 1 : -1) is 1 or -1:
                _layers.Activate(NetworkActivation.Softmax);
                break;
            default:
                throw Refuse(op);
        }
    }

    private double[] Constant(OnnxOperator op, int i, out long[] shape) => i < op.Inputs.Count && _graph.TryConstant(op.Inputs[i], out double[] values, out shape)
        ? values.Length == shape.Aggregate(1L, (a, b) => a * b) ? values : throw Refuse(op, "has a constant whose shape is not that of its numbers")
        : throw Refuse(op, "takes something else than constants beside its input");

    private double[] Matrix(OnnxOperator op, bool isTransposed, out int rows, out int columns)
    {
        double[] values = Constant(op, 1, out long[] shape);
        if (shape.Length != 2 || values.Length == 0)
            throw Refuse(op, $"has weights of {shape.Length} dimensions");
        (rows, columns) = ((int)shape[0], (int)shape[1]);
        if (!isTransposed)
            return values;
        var turned = new double[values.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                turned[j * rows + i] = values[i * columns + j];
        }

        (rows, columns) = (columns, rows);
        return turned;
    }

    // One number a column, or one for all. A row of numbers must lie along the columns: one a row of the batch is no function of a row.
    private double[] Along(OnnxOperator op, double[] values, long[] shape, int width)
    {
        if (values.Length == 1 && shape.Length <= 2)
            return [.. Enumerable.Repeat(values[0], width)];
        if (values.Length == width && (shape.Length == 1 || shape.Length == 2 && shape[0] == 1))
            return values;
        throw Refuse(op, $"has a constant of shape [{string.Join(", ", shape)}] for {width} columns");
    }

    private void MatMul(OnnxOperator op, string from)
    {
        if (op.Inputs.Count != 2 || op.Inputs[0] != from)
            throw Refuse(op, "multiplies by its input from the right");
        double[] weights = Matrix(op, isTransposed: false, out int rows, out int columns);
        _layers.Multiply(weights, rows, columns);
    }

    private void Gemm(OnnxOperator op, string from)
    {
        if (op.Inputs[0] != from || op.Integer("transA", 0) != 0)
            throw Refuse(op, "takes its input turned or in another place than the first");
        double alpha = op.Single("alpha", 1), beta = op.Single("beta", 1);
        double[] weights = Matrix(op, op.Integer("transB", 0) != 0, out int rows, out int columns);
        _layers.Multiply([.. weights.Select(weight => alpha * weight)], rows, columns);
        if (op.Inputs.Count < 3 || op.Inputs[2].Length == 0)
            return;
        double[] bias = Along(op, Constant(op, 2, out long[] shape), shape, columns);
        _layers.Stretch(null, [.. bias.Select(value => beta * value)]);
    }

    private int Width(OnnxOperator op, int given) => _layers.Width ?? (given > 0 ? given : throw Refuse(op, "stands before the number of columns is known"));

    private void Compute(OnnxOperator op, string from)
    {
        if (op.Inputs.Count != 2)
            throw Refuse(op);
        bool isFirst = op.Inputs[0] == from;
        double[] constant = Constant(op, isFirst ? 1 : 0, out long[] shape);
        double[] numbers = Along(op, constant, shape, Width(op, Math.Max(constant.Length, ColumnsAhead())));
        if (op.Type == "Div" && !isFirst)
            throw Refuse(op, "divides by its input");
        switch (op.Type)
        {
            case "Add":
                _layers.Stretch(null, numbers);
                break;
            case "Sub" when isFirst:
                _layers.Stretch(null, [.. numbers.Select(number => -number)]);
                break;
            case "Sub":
                _layers.Stretch([.. numbers.Select(_ => -1.0)], numbers);
                break;
            case "Mul":
                _layers.Stretch(numbers, null);
                break;
            default:
                _layers.Stretch([.. numbers.Select(number => 1 / number)], null);
                break;
        }
    }

    // Before the first product, the columns are as many as the input says; a constant of one number does not.
    private int ColumnsAhead() => _graph.Inputs.Find(input => input.Name == _line[0].Input)!.Columns ?? 0;

    private void Scale(OnnxOperator op)
    {
        double[] offsets = op.Numbers("offset"), scales = op.Numbers("scale");
        int width = Width(op, Math.Max(Math.Max(offsets.Length, scales.Length), ColumnsAhead()));
        offsets = Along(op, offsets, [offsets.Length], width);
        scales = Along(op, scales, [scales.Length], width);
        _layers.Stretch(scales, [.. offsets.Select((offset, j) => -offset * scales[j])]);
    }

    private void Normalize(OnnxOperator op)
    {
        if (op.Integer("training_mode", 0) != 0)
            throw Refuse(op, "is in training mode");
        double[] scale = Constant(op, 1, out _), bias = Constant(op, 2, out _), mean = Constant(op, 3, out _), variance = Constant(op, 4, out _);
        double epsilon = op.Single("epsilon", 1e-5f);
        int width = Width(op, scale.Length);
        if (scale.Length != width || bias.Length != width || mean.Length != width || variance.Length != width)
            throw Refuse(op, $"has {scale.Length} numbers for {width} columns");
        double[] factors = [.. scale.Select((value, j) => value / Math.Sqrt(variance[j] + epsilon))];
        _layers.Stretch(factors, [.. bias.Select((value, j) => value - mean[j] * factors[j])]);
    }

    private void Reshape(OnnxOperator op)
    {
        double[] shape = Constant(op, 1, out _);
        int width = Width(op, ColumnsAhead());
        // The same rows, or the only column as a vector.
        if (!(shape is [-1, var all] && all == width || shape is [0, -1] || shape is [0, var same] && same == width || shape is [-1] && width == 1 && op == _line[^1].Operator))
            throw Refuse(op, "to other rows is not supported");
    }
}
