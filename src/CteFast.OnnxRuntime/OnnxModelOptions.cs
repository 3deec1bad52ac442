using CteFast.Explain.Models;

namespace CteFast.OnnxRuntime;

/// <summary>What an ONNX file does not say, and what to take of it.</summary>
public sealed record OnnxModelOptions
{
    /// <summary>The output to explain; null for the only one that holds floating-point numbers.</summary>
    /// <remarks>An output asked for by name is computed by ONNX Runtime, whatever the graph is: the trees of an ensemble give margins, which are no output of the graph.</remarks>
    public string? Output { get; init; }

    /// <summary>The levels of text inputs, by the input's name: a row holds the place of its level in the list, from 0 on.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Levels { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The names of the features, in the order of the graph's inputs; empty for those of the inputs.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>The number of columns of an input whose file leaves it open; 0 if the file says it.</summary>
    public int ColumnCount { get; init; }

    /// <summary>What the output is, where the graph does not tell; null for what the graph tells, else a value.</summary>
    public OutputKind? OutputKind { get; init; }
}
