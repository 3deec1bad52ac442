using CteFast.Explain.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CteFast.OnnxRuntime;

/// <summary>Chooses the output of a session that is explained.</summary>
internal static class SessionOutput
{
    private const string ZipMap = "it is a sequence of maps, as ZipMap makes them; export the model without: skl2onnx.to_onnx(model, X, options={id(model): {\"zipmap\": False}})";

    /// <summary>The output's name.</summary>
    /// <exception cref="ModelFormatException">There is none that can be explained, or several.</exception>
    /// <exception cref="ArgumentException">There is none of the name that is asked for.</exception>
    public static string Choose(string file, IReadOnlyDictionary<string, NodeMetadata> outputs, string? wanted)
    {
        string names = string.Join(", ", outputs.Keys);
        if (wanted is not null)
        {
            if (!outputs.TryGetValue(wanted, out NodeMetadata? chosen))
                throw new ArgumentException($"{file}: there is no output \"{wanted}\"; the outputs are {names}.", nameof(wanted));
            if (!chosen.IsTensor)
                throw new ModelFormatException(file, $"output {wanted}", ZipMap);
            return IsNumber(chosen, isWide: true) ? wanted
                : throw new ModelFormatException(file, $"output {wanted}", $"its elements are of type {chosen.ElementDataType}; float, double, int64 and int32 are taken");
        }

        string[] numbers = [.. outputs.Where(output => IsNumber(output.Value, isWide: false)).Select(output => output.Key)];
        if (numbers is [var only])
            return only;
        if (numbers.Length > 1)
            throw new ModelFormatException(file, "", $"there are several outputs of numbers ({string.Join(", ", numbers)}); name one in {nameof(OnnxModelOptions)}.{nameof(OnnxModelOptions.Output)}");
        throw outputs.FirstOrDefault(output => !output.Value.IsTensor) is { Key: { } map }
            ? new ModelFormatException(file, $"output {map}", ZipMap)
            : new ModelFormatException(file, "", $"there is no output of floating-point numbers among {names}; name one of whole numbers in {nameof(OnnxModelOptions)}.{nameof(OnnxModelOptions.Output)}, or export scores");
    }

    // Whole numbers are labels, mostly: explained only if asked for.
    private static bool IsNumber(NodeMetadata output, bool isWide) => output.IsTensor
        && (output.ElementDataType is TensorElementType.Float or TensorElementType.Double || isWide && output.ElementDataType is (TensorElementType.Int64 or TensorElementType.Int32));
}
