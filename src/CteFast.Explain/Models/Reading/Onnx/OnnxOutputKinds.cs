namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>Says what the outputs of an ONNX graph are, where its last operators tell.</summary>
public static class OnnxOutputKinds
{
    private const int MostSteps = 100;

    /// <summary>Reads a model in memory.</summary>
    /// <param name="bytes">The model.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The kinds by the outputs' names; an output of which nothing is known is not among them.</returns>
    /// <remarks>A sigmoid or softmax makes probabilities, be it an operator or the last step of a classifier. What a classifier without one gives may be either, and is not said.</remarks>
    /// <exception cref="ModelFormatException">The bytes are no ONNX model.</exception>
    public static IReadOnlyDictionary<string, OutputKind> Read(ReadOnlyMemory<byte> bytes, string name)
    {
        ByteSource source = ByteSource.Of(bytes, name);
        if (!OnnxGraph.IsOnnx(source.Peek(3)))
            throw new ModelFormatException(name, "", "this is not an ONNX model");
        OnnxGraph graph = OnnxGraph.Read(source);
        var kinds = new Dictionary<string, OutputKind>();
        foreach (string output in graph.Outputs)
        {
            if (IsProbability(graph, output))
                kinds.TryAdd(output, OutputKind.Probability);
        }

        return kinds;
    }

    private static bool IsProbability(OnnxGraph graph, string name)
    {
        for (int step = 0; step < MostSteps; step++)
        {
            string wanted = name;
            if (graph.Operators.Find(op => op.Outputs.Contains(wanted)) is not { Inputs.Count: > 0 } maker)
                return false;
            switch (maker.Type)
            {
                case "Identity" or "Cast" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze":
                    name = maker.Inputs[0];
                    break;
                case "Sigmoid" or "Softmax":
                    return true;
                case "TreeEnsembleClassifier" or "LinearClassifier":
                    return maker.Outputs.IndexOf(name) == 1 && maker.Text("post_transform", "NONE") is ("LOGISTIC" or "SOFTMAX");
                default:
                    return false;
            }
        }

        return false;
    }
}
