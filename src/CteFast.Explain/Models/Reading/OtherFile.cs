using System.Buffers.Binary;

namespace CteFast.Explain.Models.Reading;

/// <summary>Files that are given for models and are none that can be read: what they are, and the line that saves the model right.</summary>
internal static class OtherFile
{
    /// <summary>How many bytes of the file's beginning are looked at.</summary>
    public const int Length = 512;

    private const string Xgboost = "model.save_model(\"model.json\")", Runtime = "open it with OnnxModel.Open of the package CteFast.OnnxRuntime (ONNX Runtime)";

    /// <summary>What a file is, by its first bytes; null if it may be a model.</summary>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length, Length)];
        if (start.StartsWith("______LightGBM_Binary_File"u8))
            return "this is a LightGBM dataset, not a model; save the model in Python: booster.save_model(\"model.txt\")";
        if (start.StartsWith("CBM1"u8))
            return "this is a CatBoost model in its own binary format; save it in Python: model.save_model(\"model.json\", format=\"json\")";
        if (start.StartsWith("booster[0]:"u8) || start.StartsWith("0:["u8) || start.StartsWith("0:leaf="u8))
            return $"this is the text of XGBoost's dump_model, which leaves out the objective and the base score; save the model in Python: {Xgboost}";
        if (IsXgboostBinary(start))
            return "this is XGBoost's old binary format; load it with XGBoost before 3.1 and save it again in Python: xgboost.Booster(model_file=\"old.bin\").save_model(\"model.json\")";
        if (start.Length > 1 && start[0] == 0x80 && start[1] is >= 2 and <= 5)
            return $"this is a Python pickle, which only Python reads; save the model there: {Xgboost} of XGBoost, model.booster_.save_model(\"model.txt\") of LightGBM, "
                + "skl2onnx.to_onnx(model, X[:1].astype(\"float32\")).SerializeToString() of scikit-learn";
        if (start.StartsWith("PK\x03\x04"u8))
            return Zip(start);
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A]))
            return $"this is an HDF5 file, as Keras saves networks; export it in Python: model.export(\"model.onnx\", format=\"onnx\"), and {Runtime}";
        if (start.Length > 9 && start[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) is > 1 and < 1 << 27)
            return $"this is a safetensors file: weights without the network they belong to; export that in Python: torch.onnx.export(model, example, \"model.onnx\"), and {Runtime}";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "this is a gzip file; unpack it first: gunzip model.gz";
        return start.TrimStart(" \r\n\t"u8).StartsWith("<"u8)
            ? $"this is XML, perhaps PMML, which is not read; save the model by the library that made it: {Xgboost}"
            : null;
    }

    /// <summary>What a JSON file is that is no model, by a member or the kind of its value; null if that is not known.</summary>
    public static string? DescribeJson(ValueKind kind, ICollection<string> members) => kind == ValueKind.Array
        ? $"this is a list, as XGBoost's dump_model(dump_format=\"json\") writes, which leaves out the objective and the base score; save the model in Python: {Xgboost}"
        : members.Contains("tree_info") ? "this is LightGBM's dump_model, not its model file; save the model in Python: booster.save_model(\"model.txt\")"
        : members.Contains("trees") && members.Contains("model_info")
            ? "this is CatBoost's JSON of trees that are not symmetric; train with grow_policy=\"SymmetricTree\", or save the model in Python: model.save_model(\"model.onnx\", format=\"onnx\")"
        : members.Contains("Config") && members.Contains("Model") ? $"this is what pickling an XGBoost model writes; save the model in Python: {Xgboost}"
        : null;

    private static string Zip(ReadOnlySpan<byte> start) =>
        Has(start, "TransformerChain"u8) || Has(start, "TrainingInfo"u8) || Has(start, "Version.txt"u8) || Has(start, "Schema"u8)
            ? "this is a model of ML.NET; export it in C#: using (var file = File.Create(\"model.onnx\")) mlContext.Model.ConvertToOnnx(model, data, file);"
            : Has(start, "data.pkl"u8) || Has(start, "/byteorder"u8) ? $"this is a PyTorch file; export the network in Python: torch.onnx.export(model, example, \"model.onnx\"), and {Runtime}"
            : Has(start, "config.json"u8) || Has(start, "metadata.json"u8) ? $"this is a Keras file; export the network in Python: model.export(\"model.onnx\", format=\"onnx\"), and {Runtime}"
            : "this is a zip file; unpack it first, or save the model by the library that made it";

    // Its numbers come first: the base score, then the number of features; the booster's name stands among the first bytes.
    private static bool IsXgboostBinary(ReadOnlySpan<byte> start) => start.StartsWith("binf"u8) || start.StartsWith("bs64"u8)
        || start.Length > 4 && start[0] != '{' && start.Contains((byte)0) && (Has(start, "gbtree"u8) || Has(start, "gblinear"u8)) && !Has(start, "gradient_booster"u8);

    private static bool Has(ReadOnlySpan<byte> start, ReadOnlySpan<byte> text) => start.IndexOf(text) >= 0;
}
