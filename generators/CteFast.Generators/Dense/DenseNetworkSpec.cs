using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Dense;

/// <summary>What came of reading a class: a spec, or what is wrong.</summary>
internal sealed record DenseNetworkResult(DenseNetworkSpec? Spec, DiagnosticInfo? Diagnostic);

/// <summary>All that the emitter needs to know of a network; equal specs give equal source.</summary>
/// <param name="Namespace">The namespace of the class, or empty.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Widths">The number of features, of each hidden layer's outputs and of the network's.</param>
/// <param name="Activation">The name of an <c>Activation</c>.</param>
/// <param name="Loss">The name of a <c>Loss</c>.</param>
internal sealed record DenseNetworkSpec(string Namespace, string Name, EquatableArray<int> Widths, string Activation, string Loss)
{
    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<LayerSpec> Layers => [.. Enumerable.Range(0, Widths.Count - 1).Select(l => new LayerSpec(Widths[l], Widths[l + 1]))];
}

/// <summary>The shape of a layer.</summary>
internal readonly record struct LayerSpec(int Inputs, int Outputs)
{
    /// <summary>The widest layer that gets loops: beyond, its matrices leave the caches that unpacked loops live in. <c>DenseNetworkAttribute.MostColumns</c>.</summary>
    public const int MostColumns = 96;

    /// <summary>Inputs and the constant 1.</summary>
    public int Columns => Inputs + 1;

    /// <summary>Whether special loops are made for the layer.</summary>
    public bool IsCompiled => Inputs <= MostColumns && Outputs <= MostColumns;
}
