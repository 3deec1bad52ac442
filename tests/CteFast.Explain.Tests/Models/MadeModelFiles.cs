using System.Text;
using CteFast.Explain.Tests.Models.Reading;
using CteFast.Explain.Tests.Models.Reading.LightGbm;
using CteFast.Explain.Tests.Models.Reading.Onnx;
using CteFast.Explain.Tests.Models.Reading.Xgboost;

namespace CteFast.Explain.Tests.Models;

/// <summary>A file of every format and the byte from which on it could end: what follows is not the model.</summary>
internal static class MadeModelFiles
{
    public const string Network = """
        {"format":"ctefast-mlp/1","features":["a","b"],"standardize":{"mean":[0,1],"scale":[1,2]},
         "layers":[{"weights":[[1,2,3],[4,5,6]],"bias":[0,0,1],"activation":"relu"},{"weights":[[1],[2],[3]],"bias":[0.5],"activation":"sigmoid"}]}
        """;

    /// <summary>Files of more than ten thousand bytes.</summary>
    public static Dictionary<string, Func<(byte[] Bytes, int Needed)>> Large { get; } = new()
    {
        ["XGBoost JSON"] = () => UpToLast(TestData.Bytes("real/breast_cancer_xgb.json"), "}"u8),
        ["XGBoost UBJSON"] = () => UpToLast(TestData.Bytes("sample/diamonds.xgb.ubj"), "}"u8),
        ["network"] = () => UpToLast(TestData.Bytes("sample/diamonds.mlp.json"), "}"u8),
        ["LightGBM"] = () => UpToLast(new MadeLightGbm(1, outputs: 2, iterations: 20, leaves: 40).Utf8(), "end of trees"u8),
        ["ONNX regressor"] = () => WholeGraph(new MadeOnnx(1, 2, trees: 30).ToNamed("TreeEnsembleRegressor", "target").Integer("n_targets", 2)),
        ["ONNX classifier"] = () => WholeGraph(new MadeOnnx(2, 3, trees: 30).ToNamed("TreeEnsembleClassifier", "class", isTensor: true).Integers("classlabels_int64s", 0, 1, 2)),
        ["ONNX version 5"] = () => WholeGraph(new MadeOnnx(3, 2, trees: 60, hasMembers: true).ToPlaced()),
    };

    /// <summary>Files of which every byte can be tried.</summary>
    public static Dictionary<string, Func<(byte[] Bytes, int Needed)>> Small { get; } = new()
    {
        ["XGBoost JSON"] = () => UpToLast(Xgboost().Utf8(), "}"u8),
        ["XGBoost UBJSON"] = () => UpToLast(UbjsonBytes.Of(Xgboost().Utf8()), "}"u8),
        ["network"] = () => UpToLast(Encoding.UTF8.GetBytes(Network), "}"u8),
        ["LightGBM"] = () => UpToLast(new MadeLightGbm(1, iterations: 1, leaves: 4).Utf8(), "end of trees"u8),
        ["ONNX regressor"] = () => WholeGraph(new MadeOnnx(1, 2, trees: 2).ToNamed("TreeEnsembleRegressor", "target").Integer("n_targets", 2)),
        ["ONNX classifier"] = () => WholeGraph(new MadeOnnx(2, 3, trees: 2).ToNamed("TreeEnsembleClassifier", "class", isTensor: true).Integers("classlabels_int64s", 0, 1, 2)),
        ["ONNX version 5"] = () => WholeGraph(new MadeOnnx(1, 1, trees: 2, hasMembers: true).ToPlaced()),
    };

    private static XgboostModelText Xgboost() => new() { Booster = "dart", Trees = 2, WeightDrop = "[1,0.5]", SplitType = "[1,0,0]", Categories = "[1],[0],[0],[1]" };

    private static (byte[], int) UpToLast(byte[] bytes, ReadOnlySpan<byte> last) => (bytes, bytes.AsSpan().LastIndexOf(last) + last.Length);

    // The graph is followed by the versions of operators, 16 bytes that are passed over.
    private static (byte[], int) WholeGraph(OnnxModelBytes model) => (model.ToArray(), model.ToArray().Length - 16);
}
