using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>Reads several tree ensembles as one model, where each is the score of a class: as ML.NET writes its classifiers.</summary>
/// <remarks>
/// Followed are the two ways in which ML.NET makes probabilities of scores: sigmoids of a · score + b, not below 0, over their sum (which is 1 where it would be 0); and
/// exponentials over their sum. Everything must be as expected, to the last operator, or the file is refused.
/// </remarks>
internal sealed class OnnxClasses
{
    private const int Boolean = 9;

    private readonly OnnxGraph _graph;
    private readonly OnnxOperator[] _trees;
    private readonly Dictionary<string, Value> _values = [];

    private OnnxClasses(OnnxGraph graph)
    {
        _graph = graph;
        _trees = [graph.Trees, .. graph.MoreTrees];
        for (int k = 0; k < _trees.Length; k++)
        {
            foreach (string output in _trees[k].Outputs)
                _values[output] = new Value(Meaning.Score, [k]) { Scales = [1], Offsets = [0] };
        }

        foreach (OnnxOperator op in graph.Operators)
        {
            if (!_trees.Contains(op) && op.Outputs.Count == 1 && After(op) is { } value)
                _values[op.Outputs[0]] = value;
        }
    }

    /// <summary>What a value is.</summary>
    private enum Meaning
    {
        Score, Probability, Share, SumOfProbabilities, IsSum, IsNoSum, OneForNoSum, SumNotZero,
        Scores, Exponentials, SumOfExponentials, Softmax, Shares,
    }

    /// <summary>A value made of the scores of some classes: a · score + b, and what its meaning says.</summary>
    private sealed record Value(Meaning Meaning, int[] Classes)
    {
        public double[] Scales { get; init; } = [];

        public double[] Offsets { get; init; } = [];

        /// <summary>Whether both are made of the same scores.</summary>
        public bool IsOf(Value other) => Classes.SequenceEqual(other.Classes) && Scales.SequenceEqual(other.Scales) && Offsets.SequenceEqual(other.Offsets);
    }

    /// <summary>Reads the ensembles of a graph.</summary>
    public static TreeEnsemble Read(OnnxGraph graph, long mostNodes)
    {
        var reader = new OnnxClasses(graph);
        Value[] found = [.. graph.Outputs.Select(reader._values.GetValueOrDefault).OfType<Value>().Where(value => value.Meaning is Meaning.Softmax or Meaning.Shares && reader.IsWhole(value))];
        bool isOne = reader._trees.All(op => op.Type == "TreeEnsembleRegressor" && op.Inputs.SequenceEqual(graph.Trees.Inputs) && OnnxReader.Link(op) == TreeEnsembleLink.Identity);
        if (!isOne || found.Length == 0 || found.Any(value => value.Meaning != found[0].Meaning || !value.IsOf(found[0])))
        {
            throw graph.Fault("there is a second tree ensemble, and they are not the classes of one model as ML.NET writes it; export one model alone, "
                + "or run the whole model with ONNX Runtime and give its predictions as a DelegateModel");
        }

        return reader.Make(found[0], mostNodes);
    }

    private TreeEnsemble Make(Value classes, long mostNodes)
    {
        OnnxColumns columns = OnnxColumns.Of(_graph);
        var trees = new List<DecisionTree>();
        var margins = new double[_trees.Length];
        int count = 0;
        for (int output = 0; output < margins.Length; output++)
        {
            OnnxOperator op = _trees[classes.Classes[output]];
            OnnxForest forest = OnnxForestReader.ReadNamed(op, "target");
            double[] start = OnnxReader.TargetMargins(op, forest);
            if (start.Length != 1 || forest.Weights.Any(weight => weight.Target != 0))
                throw op.Fault($"the score of a class has {start.Length} targets instead of one");
            (double scale, int place) = (classes.Scales[output], output);
            margins[output] = start[0] * scale + classes.Offsets[output];
            trees.AddRange(forest.Build(columns.Columns, columns.IsDouble, OnnxReader.IsAverage(op), mostNodes).Select(tree => tree.Place(place, leaf => leaf * scale)));
            count += forest.Roots.Count;
        }

        int used = (int)Math.Min(int.MaxValue, trees.Max(tree => (long?)tree.Features) ?? 0);
        try
        {
            return new TreeEnsemble(columns.FeatureCount ?? Math.Max(1, used), trees, margins, new TreeEnsembleOptions
            {
                Link = classes.Meaning == Meaning.Softmax ? TreeEnsembleLink.Softmax : TreeEnsembleLink.LogisticShare,
                FeatureNames = columns.Names,
                FeatureLevels = columns.Levels,
                Info = new ModelInfo { Library = "ONNX", Version = _graph.Producer, TreesInFile = count, TreesUsed = count },
            });
        }
        catch (ArgumentException e)
        {
            throw _graph.Fault(ArgumentMessage.Of(e));
        }
    }

    /// <summary>What an operator makes of values that are known; null for anything else, such as a label.</summary>
    private Value? After(OnnxOperator op)
    {
        Value?[] inputs = [.. op.Inputs.Select(name => _values.GetValueOrDefault(name))];
        if (inputs.Length == 0 || inputs[0] is not { } first)
            return null;
        return op.Type switch
        {
            "Identity" => first,
            "Max" when inputs.Length == 1 => first,
            "Mul" when first.Meaning == Meaning.Score && Constant(op, 1) is { } number => first with { Scales = [first.Scales[0] * number], Offsets = [first.Offsets[0] * number] },
            "Add" when first.Meaning == Meaning.Score && Constant(op, 1) is { } number => first with { Offsets = [first.Offsets[0] + number] },
            "Sigmoid" when first.Meaning == Meaning.Score => first with { Meaning = Meaning.Probability },
            "Clip" when first.Meaning == Meaning.Probability && op.Inputs.Count == 2 && Constant(op, 1) == 0 => first,
            "Sum" => Sum(inputs),
            "Cast" when first.Meaning == Meaning.SumOfProbabilities && op.Integer("to", 1) == Boolean => first with { Meaning = Meaning.IsSum },
            "Not" when first.Meaning == Meaning.IsSum => first with { Meaning = Meaning.IsNoSum },
            "Cast" when first.Meaning == Meaning.IsNoSum && op.Integer("to", 1) == 1 => first with { Meaning = Meaning.OneForNoSum },
            "Div" when inputs is [{ Meaning: Meaning.Probability }, { Meaning: Meaning.SumNotZero } sum] && IsWhole(sum) && Array.IndexOf(sum.Classes, first.Classes[0]) is var k
                && sum.Scales[k] == first.Scales[0] && sum.Offsets[k] == first.Offsets[0] => first with { Meaning = Meaning.Share },
            "Div" when inputs is [{ Meaning: Meaning.Exponentials } above, { Meaning: Meaning.SumOfExponentials } below] && above.IsOf(below) =>
                first with { Meaning = Meaning.Softmax },
            "Concat" when op.Integer("axis", 0) == 1 => Concat(inputs),
            "Exp" when first.Meaning == Meaning.Scores => first with { Meaning = Meaning.Exponentials },
            "ReduceSum" when first.Meaning == Meaning.Exponentials && op.Integer("keepdims", 1) == 1 && IsSecondAxis(op) => first with { Meaning = Meaning.SumOfExponentials },
            _ => null,
        };
    }

    private static Value? Sum(Value?[] inputs)
    {
        if (inputs is [{ Meaning: Meaning.SumOfProbabilities } sum, { Meaning: Meaning.OneForNoSum } one])
            return sum.IsOf(one) ? sum with { Meaning = Meaning.SumNotZero } : null;
        return Joined(inputs, Meaning.Probability, Meaning.SumOfProbabilities);
    }

    private static Value? Concat(Value?[] inputs) => Joined(inputs, Meaning.Share, Meaning.Shares) ?? Joined(inputs, Meaning.Score, Meaning.Scores);

    private static Value? Joined(Value?[] inputs, Meaning each, Meaning all)
    {
        Value[] parts = [.. inputs.OfType<Value>().Where(part => part.Meaning == each)];
        int[] classes = [.. parts.SelectMany(part => part.Classes)];
        return parts.Length < inputs.Length || classes.Distinct().Count() < classes.Length ? null
            : new Value(all, classes) { Scales = [.. parts.SelectMany(part => part.Scales)], Offsets = [.. parts.SelectMany(part => part.Offsets)] };
    }

    private bool IsWhole(Value sum) => sum.Classes.Length == _trees.Length;

    private double? Constant(OnnxOperator op, int place) =>
        op.Inputs.Count > place && _graph.TryConstant(op.Inputs[place], out double[] numbers) && numbers.Length == 1 ? numbers[0] : null;

    private bool IsSecondAxis(OnnxOperator op) => op.Has("axes") ? op.Integers("axes") is [1] : Constant(op, 1) == 1;
}
