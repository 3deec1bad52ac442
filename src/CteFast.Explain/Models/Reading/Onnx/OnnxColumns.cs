namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>What stands between a graph's inputs and its trees, folded column by column into functions of the raw features.</summary>
/// <remarks>An operator that mixes columns, or whose function cannot be folded exactly, is refused by name.</remarks>
internal sealed class OnnxColumns
{
    private const int Float = 1, Double = 11, Text = 8, Boolean = 9, MostSteps = 200;

    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, OnnxOperator> _makers = [];
    private readonly Dictionary<string, int> _first = [];
    private readonly IReadOnlyList<string>?[] _levels = [];
    private readonly HashSet<OnnxOperator> _before = [];

    private OnnxColumns(OnnxGraph graph)
    {
        _graph = graph;
        foreach (OnnxOperator op in graph.Operators)
        {
            foreach (string output in op.Outputs)
                _makers.TryAdd(output, op);
        }

        OnnxOperator trees = graph.Trees;
        if (trees.Inputs.Count == 0)
            return;
        string input = trees.Inputs[0];
        var used = new HashSet<string>();
        Collect(input, used);
        OnnxInput[] inputs = [.. graph.Inputs.Where(value => used.Contains(value.Name))];
        if (inputs.Length == 0)
            throw graph.Fault($"the trees take \"{input}\", which no input of the graph leads to");
        if (inputs is [{ Columns: null } only] && IsDirect(input, only.Name))
        {
            // As many as the trees compare.
            IsDouble = only.ElementType == Double && input == only.Name;
            return;
        }

        int count = 0;
        foreach (OnnxInput value in inputs)
        {
            _first[value.Name] = count;
            count += value.Columns ?? throw graph.Fault($"input \"{value.Name}\" does not say how many columns it has; export the model with a fixed number of columns, as in [None, 4]");
        }

        FeatureCount = count;
        _levels = new IReadOnlyList<string>?[count];
        Names = inputs.Length > 1 ? [.. inputs.SelectMany(value => value.Columns == 1 ? [value.Name] : Enumerable.Range(0, value.Columns!.Value).Select(i => $"{value.Name}[{i}]"))] : [];
        Columns = Resolve(input, 0);
        Levels = _levels.Any(levels => levels is not null) ? _levels : null;
    }

    /// <summary>The raw features, or null where the file does not say how many there are: then the trees compare them as they are.</summary>
    public int? FeatureCount { get; }

    /// <summary>What the trees compare; null for the features as they are.</summary>
    public OnnxColumn[]? Columns { get; }

    /// <summary>Whether features of an unknown number are compared in double precision.</summary>
    public bool IsDouble { get; }

    /// <summary>The features' names, where there are several inputs.</summary>
    public IReadOnlyList<string> Names { get; } = [];

    /// <summary>The levels of features that are texts.</summary>
    public IReadOnlyList<string>?[]? Levels { get; }

    /// <summary>Folds what stands before the trees.</summary>
    public static OnnxColumns Of(OnnxGraph graph) => new(graph);

    /// <summary>Whether an operator stands before the trees.</summary>
    public bool IsBefore(OnnxOperator op) => _before.Contains(op);

    private void Collect(string first, HashSet<string> used)
    {
        var left = new Stack<string>([first]);
        while (left.TryPop(out string? name))
        {
            if (!used.Add(name) || !_makers.TryGetValue(name, out OnnxOperator? maker) || ReferenceEquals(maker, _graph.Trees))
                continue;
            _before.Add(maker);
            foreach (string input in maker.Inputs)
                left.Push(input);
        }
    }

    private bool IsDirect(string name, string input)
    {
        for (int step = 0; step < MostSteps && name != input; step++)
        {
            if (!_makers.TryGetValue(name, out OnnxOperator? maker) || maker.Inputs.Count != 1 || maker.Type is not ("Identity" or "Cast")
                || maker.Type == "Cast" && maker.Integer("to", Float) is not (Float or Double))
            {
                return false;
            }

            name = maker.Inputs[0];
        }

        return name == input;
    }

    private OnnxColumn[] Resolve(string name, int depth)
    {
        if (depth > MostSteps)
            throw _graph.Fault($"more than {MostSteps} operators stand one behind the other before the trees");
        if (_graph.Inputs.Find(input => input.Name == name) is { } raw)
        {
            return [.. Enumerable.Range(_first[name], raw.Columns!.Value)
                .Select(feature => new OnnxColumn(feature) { IsDouble = raw.ElementType == Double, IsText = raw.ElementType == Text })];
        }

        if (!_makers.TryGetValue(name, out OnnxOperator? op) || ReferenceEquals(op, _graph.Trees))
            throw _graph.Fault($"\"{name}\" is neither an input nor the result of an operator before the trees");
        return op.Type switch
        {
            "Identity" or "Reshape" or "Flatten" => Resolve(op.Inputs[0], depth + 1),
            "Concat" when op.Integer("axis", 1) is 1 or -1 => [.. op.Inputs.SelectMany(input => Resolve(input, depth + 1))],
            "FeatureVectorizer" => Vectorize(op, depth),
            "Cast" => [.. Resolve(op.Inputs[0], depth + 1).Select(column => Cast(op, column))],
            "Scaler" => Scale(op, Resolve(op.Inputs[0], depth + 1)),
            "Imputer" => Impute(op, Resolve(op.Inputs[0], depth + 1)),
            "Add" or "Sub" or "Mul" or "Div" => Compute(op, depth),
            "ArrayFeatureExtractor" => Select(op, depth),
            "OneHotEncoder" => [.. Resolve(op.Inputs[0], depth + 1).SelectMany(column => OneHot(op, column))],
            "LabelEncoder" => [.. Resolve(op.Inputs[0], depth + 1).Select(column => Encode(op, column))],
            _ => throw Refuse(op),
        };
    }

    /// <summary>The exception for an operator that cannot be folded.</summary>
    private ModelFormatException Refuse(OnnxOperator op, string why = "") => _graph.Fault($"operator \"{op.Type}\" is not supported before the trees{why}; export the trees without it, "
        + "or open the whole model with OnnxModel.Open of the package CteFast.OnnxRuntime, which runs it with ONNX Runtime");

    private OnnxColumn[] Vectorize(OnnxOperator op, int depth)
    {
        int[] sizes = op.Integers("inputdimensions");
        OnnxColumn[][] parts = [.. op.Inputs.Select(input => Resolve(input, depth + 1))];
        if (sizes.Length > 0 && !sizes.SequenceEqual(parts.Select(part => part.Length)))
            throw Refuse(op, ", whose inputdimensions are not those of its inputs");
        return [.. parts.SelectMany(part => part)];
    }

    private OnnxColumn Cast(OnnxOperator op, OnnxColumn column) => op.Integer("to", Float) switch
    {
        Float => column with { IsDouble = false },
        Double => column,
        2 or 3 or 4 or 5 or 6 or 7 or 12 or 13 => column.Then(MathF.Truncate),
        Boolean when column.IsListed => column.Then(value => value != 0f ? 1f : 0f),
        var type => throw Refuse(op, $" to type {type}"),
    };

    private OnnxColumn[] Scale(OnnxOperator op, OnnxColumn[] columns)
    {
        double[] offsets = Each(op, "offset", columns.Length), scales = Each(op, "scale", columns.Length);
        return [.. columns.Select((column, j) =>
        {
            float offset = (float)offsets[j], scale = (float)scales[j];
            return Numeric(op, column, scale).Then(x => (x - offset) * scale);
        })];
    }

    private double[] Each(OnnxOperator op, string name, int count) => op.Numbers(name) is var values && values.Length == count ? values
        : values.Length == 1 ? [.. Enumerable.Repeat(values[0], count)]
        : throw Refuse(op, $" with {values.Length} values of {name} for {count} columns");

    private OnnxColumn Numeric(OnnxOperator op, OnnxColumn column, double scale = 1) => column is { IsText: true, Table: null } ? throw Refuse(op, " on a text")
        : scale != 0 && double.IsFinite(scale) ? column with { IsDouble = false }
        : throw Refuse(op, $" with a factor of {scale}");

    private OnnxColumn[] Impute(OnnxOperator op, OnnxColumn[] columns)
    {
        bool isInteger = op.Has("imputed_value_int64s");
        if (isInteger || !double.IsNaN(op.Single("replaced_value_float", 0)))
            throw Refuse(op, ", where what it replaces is not NaN");
        double[] values = Each(op, "imputed_value_floats", columns.Length);
        return [.. columns.Select((column, j) =>
        {
            float value = (float)values[j];
            if (!float.IsFinite(value))
                throw Refuse(op, " with a value that is not finite");
            return Numeric(op, column).Then(x => float.IsNaN(x) ? value : x);
        })];
    }

    private OnnxColumn[] Compute(OnnxOperator op, int depth)
    {
        if (op.Inputs.Count != 2)
            throw Refuse(op);
        bool isSecond = _graph.TryConstant(op.Inputs[1], out double[] constants);
        if (!isSecond && !_graph.TryConstant(op.Inputs[0], out constants) || !isSecond && op.Type == "Div")
            throw Refuse(op, " of two columns");
        OnnxColumn[] columns = Resolve(op.Inputs[isSecond ? 0 : 1], depth + 1);
        if (constants.Length != 1 && constants.Length != columns.Length)
            throw Refuse(op, $" with {constants.Length} numbers for {columns.Length} columns");
        return [.. columns.Select((column, j) =>
        {
            float number = (float)constants[constants.Length == 1 ? 0 : j];
            OnnxColumn numeric = Numeric(op, column, op.Type is "Mul" or "Div" ? number : 1);
            return op.Type switch
            {
                "Add" => numeric.Then(x => x + number),
                "Sub" when isSecond => numeric.Then(x => x - number),
                "Sub" => numeric.Then(x => number - x),
                "Mul" => numeric.Then(x => x * number),
                _ => numeric.Then(x => x / number),
            };
        })];
    }

    private OnnxColumn[] Select(OnnxOperator op, int depth)
    {
        OnnxColumn[] columns = Resolve(op.Inputs[0], depth + 1);
        if (op.Inputs.Count != 2 || !_graph.TryConstant(op.Inputs[1], out double[] places) || !places.All(place => place >= 0 && place < columns.Length))
            throw Refuse(op, " whose places are not known");
        return [.. places.Select(place => columns[(int)place])];
    }

    private IEnumerable<OnnxColumn> OneHot(OnnxOperator op, OnnxColumn column)
    {
        IReadOnlyList<string> texts = op.Strings("cats_strings");
        if (texts.Count == 0)
            return op.Integers("cats_int64s").Select(category => Numeric(op, column).Is(category));
        int count = TakeLevels(op, column, texts);
        return Enumerable.Range(0, count).Select(code => column with { Table = [.. Enumerable.Range(0, count).Select(other => other == code ? 1f : 0f)], Otherwise = 0f });
    }

    private OnnxColumn Encode(OnnxOperator op, OnnxColumn column)
    {
        IReadOnlyList<string> keys = op.Strings("keys_strings");
        bool isFloat = op.Has("values_floats");
        double[] values = isFloat ? op.Numbers("values_floats") : [.. op.Integers("values_int64s").Select(value => (double)value)];
        if (keys.Count == 0 || values.Length != keys.Count)
            throw Refuse(op, ", which does not turn texts into numbers");
        TakeLevels(op, column, keys);
        return column with
        {
            Table = [.. values.Select(value => (float)value)],
            Otherwise = isFloat ? (float)op.Single("default_float", 0) : op.Integer("default_int64", -1),
        };
    }

    /// <summary>Makes an encoder's texts the levels of the feature.</summary>
    private int TakeLevels(OnnxOperator op, OnnxColumn column, IReadOnlyList<string> texts)
    {
        if (!column.IsText || column.IsListed)
            throw Refuse(op, " of texts on a column of numbers");
        if (_levels[column.Feature] is { } levels && !levels.SequenceEqual(texts))
            throw Refuse(op, " with other texts than an encoder of the same column has");
        _levels[column.Feature] = texts;
        return texts.Count;
    }
}
