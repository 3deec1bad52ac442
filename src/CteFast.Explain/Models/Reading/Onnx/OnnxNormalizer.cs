namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary><c>Normalizer</c> of one column: its sign, as ONNX Runtime computes it.</summary>
internal static class OnnxNormalizer
{
    /// <summary>The value over its norm.</summary>
    public static float Apply(string norm, float x) => norm switch
    {
        // The largest of one number is the number itself, whatever its sign.
        "MAX" => x == 0f ? x : x / x,
        "L1" => x == 0f ? x : x / MathF.Abs(x),
        _ => x * x == 0f ? x : MathF.CopySign(MathF.Sqrt(x * x / (x * x)), x),
    };
}
