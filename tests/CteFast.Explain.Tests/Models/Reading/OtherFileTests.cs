using System.Text;
using CteFast.Explain.Models;

namespace CteFast.Explain.Tests.Models.Reading;

/// <summary>Files that are no models are called what they are, with the line that saves the model right; their beginnings are made by hand.</summary>
public class OtherFileTests
{
    private static readonly Dictionary<string, (byte[] Bytes, string Line)> Files = new()
    {
        ["LightGBM dataset"] = (Text("______LightGBM_Binary_File_Token______\n\0\0"), "booster.save_model(\"model.txt\")"),
        ["CatBoost model"] = (Text("CBM1\x10\0\0\0"), "format=\"json\""),
        ["dump_model"] = (Text("booster[0]:\n0:[f0<1] yes=1,no=2,missing=1\n"), "model.save_model(\"model.json\")"),
        ["list"] = (Text("[ { \"nodeid\": 0, \"leaf\": 1 } ]"), "model.save_model(\"model.json\")"),
        ["LightGBM's dump_model"] = (Text("{\"name\":\"tree\",\"version\":\"v4\",\"tree_info\":[]}"), "booster.save_model(\"model.txt\")"),
        ["CatBoost's JSON"] = (Text("{\"features_info\":{},\"model_info\":{},\"trees\":[]}"), "SymmetricTree"),
        ["pickling an XGBoost"] = (Text("{\"Config\":{},\"Model\":{}}"), "model.save_model(\"model.json\")"),
        ["save_config"] = (Text("{\"learner\":{\"generic_param\":{},\"gradient_booster\":{\"name\":\"gbtree\",\"gbtree_train_param\":{}},\"learner_train_param\":{}},\"version\":[1,7,4]}"), "model.save_model(\"model.json\")"),
        ["old binary format"] = ([0, 0, 0, 0x3F, 2, 0, 0, 0, .. new byte[128], .. Text("binary:logistic"), 6, 0, 0, 0, .. Text("gbtree"), 0], "xgboost.Booster"),
        ["Python pickle"] = ([0x80, 4, 0x95, 1, 0], "skl2onnx.to_onnx"),
        ["ML.NET"] = ([.. Text("PK\x03\x04\x14\0\0\0"), .. Text("TrainingInfo\\Version.txt")], "ConvertToOnnx"),
        ["Keras file"] = ([.. Text("PK\x03\x04\x14\0\0\0"), .. Text("metadata.json")], "model.export"),
        ["PyTorch file"] = ([.. Text("PK\x03\x04\x14\0\0\0"), .. Text("archive/data.pkl")], "torch.onnx.export"),
        ["zip file"] = (Text("PK\x03\x04\x14\0\0\0"), "unpack"),
        ["HDF5"] = ([0x89, .. Text("HDF\r\n\x1A\n"), 0, 0], "ONNX Runtime"),
        ["safetensors"] = ([40, 0, 0, 0, 0, 0, 0, 0, .. Text("{\"w\":{\"dtype\":\"F32\"}}")], "torch.onnx.export"),
        ["gzip"] = ([0x1F, 0x8B, 8, 0], "gunzip"),
        ["XML"] = (Text("<?xml version=\"1.0\"?><PMML/>"), "save the model"),
    };

    public static TheoryData<string> Kinds() => new(Files.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_NoModel_IsCalledWhatItIs(string kind)
    {
        (byte[] bytes, string line) = Files[kind];
        var e = Assert.Throws<ModelFormatException>(() => ModelReader.Read(bytes, "file"));
        Assert.Contains(kind, e.Message, StringComparison.Ordinal);
        Assert.Contains(line, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("file: ", e.Message, StringComparison.Ordinal);
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
