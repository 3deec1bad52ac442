using CteFast.Explain.Models;
using CteFast.MLNet.Columns;
using Microsoft.ML;

namespace CteFast.MLNet.Rows;

/// <summary>A pipeline and what is predicted by it, of which columns.</summary>
internal sealed class Pipeline(ITransformer transformer, RawColumns columns, string output)
{
    public ITransformer Transformer { get; } = transformer;

    public RawColumns Columns { get; } = columns;

    /// <summary>The column predicted.</summary>
    public string Output { get; } = output;

    public required string[] OutputNames { get; init; }

    public required OutputKind OutputKind { get; init; }

    public required IReadOnlyList<string> LeftOut { get; init; }

    public MappedRow NewRow() => new(Columns, Transformer, Output);
}
