using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Models.Trees.Formats;
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

    [Theory]
    [InlineData("real/breast_cancer_xgb.json")]
    [InlineData("sample/diamonds.mlp.json")]
    public void Read_CutShort_IsRefused(string name)
    {
        byte[] bytes = TestData.Bytes(name);
        int end = bytes.AsSpan().LastIndexOf((byte)'}');
        for (int length = 0; length <= end; length += 1 + length / 12 + (length > end - 20 ? -length / 12 : 0))
            Assert.Throws<ModelFormatException>(() => Read(bytes.AsMemory(0, length)));
        Assert.Throws<ModelFormatException>(() => Read(bytes.AsMemory(0, end)));
    }

    [Fact]
    public void Read_RandomDamage_IsReadOrRefused()
    {
        var random = new Random(7);
        foreach (byte[] whole in new[] { new XgboostModelText { Trees = 2 }.Utf8(), Encoding.UTF8.GetBytes(Network) })
        {
            for (int i = 0; i < 5000; i++)
            {
                byte[] bytes = [.. whole];
                for (int hit = random.Next(1, 4); hit > 0; hit--)
                    bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : bytes[random.Next(bytes.Length)];
                try
                {
                    Assert.NotNull(Read(bytes));
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
        Assert.Throws<ModelFormatException>(() => Read(Encoding.UTF8.GetBytes(deep)));
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
    public void XgboostRead_Ubjson_SaysToSaveJson()
    {
        var e = Assert.Throws<ModelFormatException>(() => XgboostReader.Read("{L\0\0\0\0\0\0\0\u0007learner{"u8.ToArray(), "model.ubj"));
        Assert.Contains(".json", e.Message);
    }

    [Fact]
    public void ModelReader_NoFile_ThrowsFileNotFound() =>
        Assert.Throws<FileNotFoundException>(() => ModelReader.ReadFile(Path.Combine(Path.GetTempPath(), "no such model.json")));

    [Fact]
    public void ModelReader_KnownFiles_PicksTheReader()
    {
        Assert.IsType<TreeEnsemble>(ModelReader.ReadFile(TestData.Path("sample/diamonds.xgb.json")));
        Assert.IsType<NetworkModel>(ModelReader.ReadFile(TestData.Path("sample/diamonds.mlp.json")));
    }

    private static IModel Read(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.IndexOf("ctefast-mlp"u8) is >= 0 and < 40 ? NetworkJsonReader.Read(bytes, "file") : XgboostReader.Read(bytes, "file");
}
