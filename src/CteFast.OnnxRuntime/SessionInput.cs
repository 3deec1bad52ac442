using CteFast.Explain.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CteFast.OnnxRuntime;

/// <summary>An input of a session and the columns of a row that go into it.</summary>
internal sealed class SessionInput
{
    private SessionInput(string name, TensorElementType type, int first, int columns, int[] shape, byte[][] levels)
        => (Name, Type, First, Columns, Shape, Levels) = (name, type, first, columns, shape, levels);

    public string Name { get; }

    public TensorElementType Type { get; }

    /// <summary>The first of its columns.</summary>
    public int First { get; }

    public int Columns { get; }

    /// <summary>The shape of one row.</summary>
    public int[] Shape { get; }

    /// <summary>A text input's levels, in UTF-8.</summary>
    public byte[][] Levels { get; }

    /// <summary>The rows that the model takes at once, if it takes that number only.</summary>
    public static int? FixedRows(NodeMetadata metadata) => metadata is { IsTensor: true, Dimensions: [> 0 and var rows, ..] } ? rows : null;

    /// <summary>Judges an input.</summary>
    /// <exception cref="ModelFormatException">No row of numbers can be given to it.</exception>
    /// <exception cref="ArgumentException">The options leave out what the file does, too.</exception>
    public static SessionInput Of(string file, string name, NodeMetadata metadata, int first, OnnxModelOptions options)
    {
        if (!metadata.IsTensor)
            throw new ModelFormatException(file, $"input {name}", $"it is no tensor ({metadata.OnnxValueType}); export the model with inputs that are");
        TensorElementType type = metadata.ElementDataType;
        if (type is not (TensorElementType.Float or TensorElementType.Double or TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.Bool or TensorElementType.String))
            throw new ModelFormatException(file, $"input {name}", $"its elements are of type {type}; float, double, int64, int32, bool and string are taken. Cast it inside the graph");
        int[] dimensions = metadata.Dimensions;
        if (dimensions.Length == 0)
            throw new ModelFormatException(file, $"input {name}", "it is a single number, not one a row");
        int[] shape = [.. dimensions[1..]];
        if (shape.Count(size => size < 1) is > 1 and var open)
            throw new ModelFormatException(file, $"input {name}", $"{open} of its dimensions are open; export the model with all fixed but the first");
        int unknown = Array.FindIndex(shape, size => size < 1);
        if (unknown >= 0)
        {
            if (options.ColumnCount < 1)
                throw new ArgumentException($"{file}: input {name}: the file does not say how many columns it has; set {nameof(OnnxModelOptions)}.{nameof(OnnxModelOptions.ColumnCount)}.", nameof(options));
            shape[unknown] = 1;
            (int size, int rest) = Math.DivRem(options.ColumnCount, shape.Aggregate(1, (a, b) => a * b));
            if (rest != 0)
                throw new ArgumentException($"{file}: input {name}: {options.ColumnCount} columns do not fill its shape.", nameof(options));
            shape[unknown] = size;
        }

        byte[][] levels = [];
        if (type == TensorElementType.String)
        {
            if (!options.Levels.TryGetValue(name, out IReadOnlyList<string>? texts) || texts.Count == 0)
                throw new ArgumentException($"{file}: input {name} takes texts; give its levels in {nameof(OnnxModelOptions)}.{nameof(OnnxModelOptions.Levels)}.", nameof(options));
            levels = [.. texts.Select(System.Text.Encoding.UTF8.GetBytes)];
        }

        return new SessionInput(name, type, first, shape.Aggregate(1, (a, b) => a * b), shape, levels);
    }
}
