using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Trees.Formats;

namespace CteFast.Explain.Tests.Models;

/// <summary>Whatever a file holds, a reader ends with a model or a <see cref="ModelFormatException"/> of one line.</summary>
public class MalformedModelTests
{
    private const string Network = """
        {"format":"ctefast-mlp/1","features":["a","b"],"standardize":{"mean":[0,1],"scale":[1,2]},
         "layers":[{"weights":[[1,2,3],[4,5,6]],"bias":[0,0,1],"activation":"relu"},{"weights":[[1],[2],[3]],"bias":[0.5],"activation":"sigmoid"}]}
        """;

    public static TheoryData<string> SpoiledModels() => new(Spoiled.Keys);

    private static Dictionary<string, XgboostModelText> Spoiled { get; } = new()
    {
        ["objective \"custom\" is not supported"] = new() { Objective = "custom" },
        ["booster \"gblinear\" is not supported"] = new() { Booster = "gblinear" },
        ["a number, or numbers in brackets, are expected"] = new() { BaseScore = "half" },
        ["no finite margin"] = new() { Objective = "binary:logistic", BaseScore = "1E0" },
        ["NaN makes no finite margin"] = new() { BaseScore = "NaN" },
        ["there are 2 base scores for 1 outputs"] = new() { BaseScore = "[1,2]" },
        ["weight_drop"] = new() { Booster = "dart", WeightDrop = "[1,1]" },
        ["2000000000 outputs are declared"] = new() { Classes = 2000000000 },
        ["2000000000 are declared, but the file holds 1"] = new() { DeclaredTrees = "2000000000" },
        ["2000000000 are declared, but the file holds 3"] = new() { Nodes = "2000000000" },
        ["a 32-bit integer is expected"] = new() { Nodes = "99999999999999999999" },
        ["the model has no features"] = new() { Features = "0" },
        ["there are 3 names for 2 features"] = new() { Names = """["a","b","c"]""" },
        ["there are 2 entries for 1 trees"] = new() { TreeInfo = "[0,0]" },
        ["trees add to 8"] = new() { TreeInfo = "[7]" },
        ["is negative"] = new() { SplitIndices = "[-1,0,0]" },
        ["output -1 is negative"] = new() { TreeInfo = "[-1]" },
        ["feature 2 is compared, but num_feature is 2"] = new() { SplitIndices = "[2,0,0]" },
        ["child 3 is not one of the 3 nodes"] = new() { Right = "[3,-1,-1]" },
        ["child 0 is reached twice"] = new() { Left = "[1,0,-1]", Right = "[2,0,-1]" },
        ["differ in length"] = new() { DefaultLeft = "[0,0]" },
        ["the tree has no nodes"] = new() { Left = "[]", Right = "[]", SplitIndices = "[]", SplitConditions = "[]", DefaultLeft = "[]", SplitType = "[]", Nodes = "0" },
        ["item 0: finite single-precision numbers are expected"] = new() { SplitConditions = "[1e999,1,4]" },
        ["item 1: finite single-precision numbers are expected"] = new() { SplitConditions = "[1,\"1\",4]" },
        ["not valid JSON"] = new() { SplitConditions = "[NaN,1,4]" },
        ["an array is expected"] = new() { SplitIndices = "{}" },
        ["item 2: 32-bit integers are expected"] = new() { Left = "[1,-1,-1.5]" },
        ["0 and 1 are expected"] = new() { DefaultLeft = "[0,2,0]" },
        ["there is no \"categories\""] = new() { SplitType = "[1,0,0]" },
        ["item 0: a split of type 2"] = new() { SplitType = "[2,0,0]", Categories = "[],[],[],[]" },
        ["by category, but has no categories"] = new() { SplitType = "[1,0,0]", Categories = "[],[],[],[]" },
        ["by threshold, but has categories"] = new() { SplitType = "[1,0,0]", Categories = "[1],[0,1],[0,0],[1,1]" },
        ["1 nodes, 2 segments and 1 sizes"] = new() { SplitType = "[1,0,0]", Categories = "[1],[0],[0,1],[1]" },
        ["2147483647 categories from 1 on"] = new() { SplitType = "[1,0,0]", Categories = "[1],[0],[1],[2147483647]" },
        ["category -1 is not one of"] = new() { SplitType = "[1,0,0]", Categories = "[-1],[0],[0],[1]" },
        ["category 16777216 is not one of"] = new() { SplitType = "[1,0,0]", Categories = "[16777216],[0],[0],[1]" },
        ["there are 2 entries for 3 nodes"] = new() { SplitType = "[0,0]" },
        ["the sets of categories are too large"] = new() { Trees = 40, SplitType = "[1,0,0]", Categories = "[16777215],[0],[0],[1]" },
        ["A softmax needs two outputs"] = new() { Objective = "multi:softprob" },
        ["a vector in each leaf"] = new() { LeafVector = "3" },
        ["not valid Unicode"] = new() { Objective = @"\ud800" },
        ["a string is expected"] = new() { Names = "[[],1]" },
    };

    [Theory]
    [MemberData(nameof(SpoiledModels))]
    public void XgboostRead_SpoiledModel_SaysWhatIsWrong(string message)
    {
        var e = Assert.Throws<ModelFormatException>(() => XgboostModelText.Read(Spoiled[message]));
        Assert.Contains(message, e.Message);
        Assert.StartsWith("model.json: ", e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.NotEmpty(e.Location);
    }

    [Theory]
    [InlineData("\"ctefast-mlp/1\"", "\"ctefast-mlp/2\"", "format: \"ctefast-mlp/2\" is not supported")]
    [InlineData("\"a\",\"b\"", "\"a\"", "features: there are 1 names")]
    [InlineData("[0,1],\"scale\"", "[0],\"scale\"", "standardize: There are 1 means and 2 scales.")]
    [InlineData("\"scale\":[1,2]", "\"scale\":[1,0]", "standardize: Feature 1")]
    [InlineData("[4,5,6]", "[4,5]", "layers[0].weights[1]: there are 2 weights for 3 outputs")]
    [InlineData("[1],[2],[3]", "[1],[2]", "layers: Layer 1 takes 2 inputs, but layer 0 gives 3 outputs.")]
    [InlineData("[1],[2],[3]", "", "layers[1].weights: the layer has no weights")]
    [InlineData("relu", "softmax", "layers: Layer 0 is a softmax")]
    [InlineData("relu", "tanh", "layers[0].activation: \"tanh\" is not supported")]
    [InlineData("[0.5]", "[1e60]", "layers[1].bias: item 0")]
    [InlineData("\"layers\"", "\"stack\"", "there is no \"layers\"")]
    public void NetworkRead_SpoiledModel_SaysWhatIsWrong(string part, string spoiled, string message)
    {
        Assert.Contains(part, Network);
        var e = Assert.Throws<ModelFormatException>(() => NetworkJsonReader.Read(Encoding.UTF8.GetBytes(Network.Replace(part, spoiled)), "net.json"));
        Assert.StartsWith("net.json: ", e.Message);
        Assert.Contains(message, e.Message);
    }

    /// <summary>A file of every format and the byte from which on it could end: what follows is not the model.</summary>
    private static Dictionary<string, Func<(byte[] Bytes, int Needed)>> Files { get; } = new()
    {
        ["XGBoost JSON"] = () => UpToLast(TestData.Bytes("real/breast_cancer_xgb.json"), "}"u8),
        ["XGBoost UBJSON"] = () => UpToLast(TestData.Bytes("sample/diamonds.xgb.ubj"), "}"u8),
        ["network"] = () => UpToLast(TestData.Bytes("sample/diamonds.mlp.json"), "}"u8),
        ["LightGBM"] = () => UpToLast(new MadeLightGbm(1, outputs: 2, iterations: 20, leaves: 40).Utf8(), "end of trees"u8),
        ["ONNX regressor"] = () => WholeGraph(new MadeOnnx(1, 2, trees: 30).ToNamed("TreeEnsembleRegressor", "target").Integer("n_targets", 2).ToArray()),
        ["ONNX classifier"] = () => WholeGraph(new MadeOnnx(2, 3, trees: 30).ToNamed("TreeEnsembleClassifier", "class", isTensor: true).Integers("classlabels_int64s", 0, 1, 2).ToArray()),
        ["ONNX version 5"] = () => WholeGraph(new MadeOnnx(3, 2, trees: 60, hasMembers: true).ToPlaced().ToArray()),
    };

    public static TheoryData<string> Formats() => new(Files.Keys);

    private static (byte[], int) UpToLast(byte[] bytes, ReadOnlySpan<byte> last) => (bytes, bytes.AsSpan().LastIndexOf(last) + last.Length);

    // The graph is followed by the versions of operators, 16 bytes that are passed over.
    private static (byte[], int) WholeGraph(byte[] bytes) => (bytes, bytes.Length - 16);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_CutShort_IsRefused(string format)
    {
        (byte[] bytes, int needed) = Files[format]();
        Assert.True(bytes.Length > 10_000, $"{bytes.Length} bytes");
        Assert.True(ModelReader.Read(bytes, "whole").FeatureCount > 0);
        var lengths = Enumerable.Range(0, needed / 1000 + 1).Select(i => 1000 * i).Concat(Enumerable.Range(0, 40)).Concat(Enumerable.Range(needed - 40, 40));
        foreach (int length in lengths.Where(length => length < needed))
        {
            var e = Assert.Throws<ModelFormatException>(() => ModelReader.Read(bytes.AsMemory(0, length), "cut"));
            Assert.StartsWith("cut: ", e.Message);
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_RandomDamage_IsReadOrRefusedInBoundedMemory(string format)
    {
        (byte[] whole, _) = Files[format]();
        var random = new Random(7);
        ModelReader.Read(whole, "whole");
        long before = GC.GetAllocatedBytesForCurrentThread();
        ModelReader.Read(whole, "whole");
        long undamaged = GC.GetAllocatedBytesForCurrentThread() - before;
        int refused = 0, reads = Math.Clamp(20_000_000 / whole.Length, 40, 1500);
        for (int i = 0; i < reads; i++)
        {
            byte[] bytes = [.. whole];
            for (int hit = random.Next(1, 4); hit > 0; hit--)
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : bytes[random.Next(bytes.Length)];
            before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                // What can be read can be predicted with, too.
                IModel model = ModelReader.Read(bytes, "damaged");
                if ((long)model.FeatureCount * 3 < 1 << 20)
                    model.Predict(new float[model.FeatureCount * 3], new float[model.OutputCount * 3]);
            }
            catch (ModelFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }

            // A set of categories may be stretched to 2 MB by one digit, several times 64 MB are refused; all else grows with the file.
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 2 * undamaged + (200L << 20), $"{allocated} bytes allocated, undamaged {undamaged}");
        }

        Assert.InRange(refused, 1, reads);
    }

    [Fact]
    public void Read_DamagedSmallFiles_AreReadOrRefused()
    {
        // Small files: every byte is hit many times.
        byte[][] files =
        [
            new XgboostModelText { Trees = 2 }.Utf8(), Encoding.UTF8.GetBytes(Network), new MadeLightGbm(1, iterations: 1, leaves: 4).Utf8(),
            new MadeOnnx(1, 2, trees: 2).ToNamed("TreeEnsembleRegressor", "target").Integer("n_targets", 2).ToArray(), new MadeOnnx(1, 1, trees: 2, hasMembers: true).ToPlaced().ToArray(),
        ];
        var random = new Random(8);
        foreach (byte[] whole in files)
        {
            for (int i = 0; i < 4000; i++)
            {
                byte[] bytes = [.. whole];
                for (int hit = random.Next(1, 4); hit > 0; hit--)
                    bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : bytes[random.Next(bytes.Length)];
                try
                {
                    Assert.NotNull(ModelReader.Read(bytes, "file"));
                }
                catch (ModelFormatException)
                {
                }
            }
        }
    }

    [Theory]
    [InlineData("{\"a\":", "}")]
    [InlineData("[", "]")]
    public void Read_TenThousandLevels_IsRefused(string open, string close)
    {
        string deep = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));
        Assert.Throws<ModelFormatException>(() => ModelReader.Read(Encoding.UTF8.GetBytes(deep), "deep"));
        Assert.Throws<ModelFormatException>(() => XgboostModelText.Read(new() { Names = deep }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"learner\"")]
    [InlineData("{}")]
    [InlineData("{\"learner\":[]}")]
    [InlineData("{\"format\":{}}")]
    [InlineData("{\"tree\":\"version=v4\"}")]
    [InlineData("tree\nversion=v4\n")]
    public void ModelReader_ForeignFile_SaysWhatIsSupported(string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            var e = Assert.Throws<ModelFormatException>(() => ModelReader.ReadFile(path));
            Assert.StartsWith(path + ": ", e.Message);
            Assert.Equal(path, e.File);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ModelReader_NoFile_ThrowsFileNotFound() =>
        Assert.Throws<FileNotFoundException>(() => ModelReader.ReadFile(Path.Combine(Path.GetTempPath(), "no such model.json")));

    [Fact]
    public void ModelReader_KnownFiles_PicksTheReader()
    {
        Assert.IsType<TreeEnsemble>(ModelReader.ReadFile(TestData.Path("sample/diamonds.xgb.json")));
        Assert.IsType<TreeEnsemble>(ModelReader.ReadFile(TestData.Path("sample/diamonds.xgb.ubj")));
        Assert.IsType<TreeEnsemble>(ModelReader.Read(new MadeLightGbm(1).Utf8(), "LightGBM"));
        Assert.IsType<TreeEnsemble>(ModelReader.Read(new MemoryStream(new MadeOnnx(1, 1).ToNamed("TreeEnsembleRegressor", "target").ToArray()), "ONNX"));
        Assert.IsType<NetworkModel>(ModelReader.ReadFile(TestData.Path("sample/diamonds.mlp.json")));
    }
}
