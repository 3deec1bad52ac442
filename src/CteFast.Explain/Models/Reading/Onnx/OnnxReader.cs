using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>Reads ONNX models that are one tree ensemble: <c>TreeEnsembleRegressor</c>, <c>TreeEnsembleClassifier</c> and <c>TreeEnsemble</c> of <c>ai.onnx.ml</c>.</summary>
/// <remarks>
/// Every kind of split, exactly, sets of any floats too; sums and averages; the transforms none, logistic and softmax. A leaf with a weight for
/// each of several targets becomes a leaf of one tree for each. A classifier of two classes with weights for one has one output, the score
/// of the second class, as ONNX Runtime reads it. Sums are in double precision. There are no covers: the <c>nodes_hitrates</c> that
/// converters write are not counts.
/// <para>
/// What stands before the trees is folded into them, so that explanations are of the raw columns, and no row goes another way: Scaler,
/// Imputer (of NaN), Cast, Add, Sub, Mul, Div by constants, Concat, FeatureVectorizer, ArrayFeatureExtractor, OneHotEncoder, LabelEncoder (of texts, which
/// become levels). An input may have one column or many; inputs that do not lead to the trees are no features. Behind the trees may stand Cast,
/// Identity, ZipMap, Mul, Div, Add, Sub, Sigmoid, Softmax, Exp. Several ensembles are read where each is a class of one model, as ML.NET writes them. Everything else is refused by name.
/// </para>
/// <para>The file is read in a stream, of any length: beside the trees, a buffer and the ensemble's own arrays are held. Source: the ONNX-ML operator specification, versions 1 to 5.</para>
/// </remarks>
public static class OnnxReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name leads every error message.</param>
    /// <returns>The ensemble, giving margins; see <see cref="TreeEnsemble.WithOutput"/>.</returns>
    /// <exception cref="ModelFormatException">The file's contents cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TreeEnsemble ReadFile(string path)
    {
        using ByteSource source = ByteSource.Open(path);
        return Read(source);
    }

    /// <summary>Reads a stream, which need not be seekable, to its end.</summary>
    /// <param name="stream">The model.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(Stream stream, string name) => Read(new ByteSource(stream, name));

    /// <summary>Reads a model in memory.</summary>
    /// <param name="bytes">The model.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(ReadOnlyMemory<byte> bytes, string name) => Read(ByteSource.Of(bytes, name));

    internal static TreeEnsemble Read(ByteSource source) => Build(OnnxGraph.Read(source), source.Position);

    /// <summary>Makes the ensemble of a graph that was read from so many bytes.</summary>
    internal static TreeEnsemble Build(OnnxGraph graph, long length)
    {
        if (graph.MoreTrees.Count > 0)
            return OnnxClasses.Read(graph, mostNodes: Math.Max(1 << 16, length));
        OnnxOperator op = graph.Trees;
        OnnxColumns columns = OnnxColumns.Of(graph);
        OnnxScores scores = OnnxScores.Of(graph, columns, Link(op));
        OnnxForest forest = op.Type switch
        {
            "TreeEnsembleRegressor" => OnnxForestReader.ReadNamed(op, "target"),
            "TreeEnsembleClassifier" => OnnxForestReader.ReadNamed(op, "class"),
            _ => OnnxForestReader.ReadPlaced(op),
        };
        double[] baseMargins = op.Type == "TreeEnsembleClassifier" ? ClassMargins(op, forest) : TargetMargins(op, forest);
        foreach ((int target, _) in forest.Weights)
        {
            if ((uint)target >= (uint)baseMargins.Length)
                throw op.Fault($"a leaf adds to target {target}, but there are {baseMargins.Length}");
        }

        for (int target = 0; baseMargins.Length > 1 && target < baseMargins.Length; target++)
        {
            // ONNX Runtime gives 0 there, without the base value: no sum.
            if (baseMargins[target] != 0 && !forest.IsAlwaysSaid(target))
                throw op.Fault("base_values", $"some rows get no weight for target {target}, which has the base value {baseMargins[target]}; ONNX Runtime leaves that out for such rows, so the model is no sum of its trees. " + OnnxGraph.Advice);
        }

        // Written out, a leaf takes more than a byte for each of its targets.
        List<DecisionTree> trees = forest.Build(columns.Columns, columns.IsDouble, IsAverage(op), mostNodes: Math.Max(1 << 16, length));
        int used = (int)Math.Min(int.MaxValue, trees.Max(tree => (long?)tree.Features) ?? 0), treesInFile = forest.Roots.Count;
        if (!scores.IsPlain)
        {
            foreach (int count in (ReadOnlySpan<int>)[scores.Scale.Length, scores.Offset.Length])
            {
                if (count != 1 && count != baseMargins.Length)
                    throw graph.Fault($"there are {count} factors or offsets behind the trees for {baseMargins.Length} outputs");
            }

            for (int t = 0; t < trees.Count; t++)
                trees[t] = trees[t].Place(trees[t].Output, leaf => leaf * scores.ScaleOf(trees[t].Output));
            for (int output = 0; output < baseMargins.Length; output++)
                baseMargins[output] = baseMargins[output] * scores.ScaleOf(output) + scores.OffsetOf(output);
        }

        try
        {
            return new TreeEnsemble(columns.FeatureCount ?? Math.Max(1, used), trees, baseMargins, new TreeEnsembleOptions
            {
                Link = scores.Link,
                FeatureNames = columns.Names,
                FeatureLevels = columns.Levels,
                TreesPerIteration = baseMargins.Length,
                IsAverage = IsAverage(op),
                Info = new ModelInfo { Library = "ONNX", Version = graph.Producer, TreesInFile = treesInFile, TreesUsed = treesInFile },
            });
        }
        catch (ArgumentException e)
        {
            throw op.Fault(ArgumentMessage.Of(e), e);
        }
    }

    internal static double[] TargetMargins(OnnxOperator op, OnnxForest forest)
    {
        long targets = op.Integer("n_targets", 1);
        if (targets < 1 || targets > Math.Max(1, forest.Weights.Count))
            throw op.Fault("n_targets", $"{targets} targets do not fit {forest.Weights.Count} leaf weights");
        double[] given = op.Numbers("base_values");
        return given.Length == 0 ? new double[targets]
            : given.Length == targets ? given
            : throw op.Fault("base_values", $"there are {given.Length} for {targets} targets");
    }

    private static double[] ClassMargins(OnnxOperator op, OnnxForest forest)
    {
        int classes = Math.Max(op.Integers("classlabels_int64s").Length, op.Strings("classlabels_strings").Count);
        double[] given = op.Numbers("base_values");
        if (classes == 2 && forest.Weights.Select(weight => weight.Target).Distinct().Count() == 1)
        {
            // Which of the two classes the weights are filed under differs between converters; it is the second one's score.
            for (int i = 0; i < forest.Weights.Count; i++)
                forest.Weights[i] = (forest.Weights[i].Target is 0 or 1 ? 0 : forest.Weights[i].Target, forest.Weights[i].Weight);
            return given.Length <= 2 ? [given.LastOrDefault()] : throw op.Fault("base_values", $"there are {given.Length} for 2 classes");
        }

        // Where the second class gets no weight, ONNX Runtime takes the first one's for the score of both.
        if (classes == 2 && forest.Weights.Count > 0 && !forest.IsAlwaysSaid(1))
            throw op.Fault("class_ids", "some rows get no weight for the second of the two classes, and what that means differs between ONNX runtimes. " + OnnxGraph.Advice);
        if (classes < 1 || classes > Math.Max(1, forest.Weights.Count))
            throw op.Fault("classlabels", $"{classes} classes do not fit {forest.Weights.Count} leaf weights");
        return given.Length == 0 ? new double[classes]
            : given.Length == classes ? given
            : throw op.Fault("base_values", $"there are {given.Length} for {classes} classes");
    }

    internal static bool IsAverage(OnnxOperator op)
    {
        string function = op.Type == "TreeEnsemble"
            ? op.Integer("aggregate_function", 1) switch { 0 => "AVERAGE", 1 => "SUM", 2 => "MIN", 3 => "MAX", var other => other.ToString(System.Globalization.CultureInfo.InvariantCulture) }
            : op.Text("aggregate_function", "SUM");
        return function switch
        {
            "AVERAGE" => true,
            "SUM" => false,
            _ => throw op.Fault("aggregate_function", $"\"{function}\" is not supported: the model is no sum of its trees; SUM and AVERAGE are"),
        };
    }

    internal static TreeEnsembleLink Link(OnnxOperator op)
    {
        string transform = op.Type == "TreeEnsemble"
            ? op.Integer("post_transform", 0) switch { 0 => "NONE", 1 => "SOFTMAX", 2 => "LOGISTIC", 3 => "SOFTMAX_ZERO", 4 => "PROBIT", var other => other.ToString(System.Globalization.CultureInfo.InvariantCulture) }
            : op.Text("post_transform", "NONE");
        return transform switch
        {
            "NONE" => TreeEnsembleLink.Identity,
            "LOGISTIC" => TreeEnsembleLink.Logistic,
            "SOFTMAX" => TreeEnsembleLink.Softmax,
            _ => throw op.Fault("post_transform", $"\"{transform}\" is not supported; NONE, LOGISTIC and SOFTMAX are"),
        };
    }
}
