using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Reading.Networks;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading;
using CteFast.Explain.Tests.Models.Reading.LightGbm;
using CteFast.Explain.Tests.Models.Reading.Onnx;
using CteFast.Explain.Tests.Models.Reading.Xgboost;

namespace CteFast.Explain.Tests.Models;

/// <summary>Whatever a file holds, a reader ends with a model or a <see cref="ModelFormatException"/> of one line.</summary>
public class MalformedModelTests
{
    public static TheoryData<string> SpoiledModels() => new(Spoiled.Keys);

    private static Dictionary<string, XgboostModelText> Spoiled { get; } = new()
    {
        ["objective \"custom\" is not supported"] = new() { Objective = "custom" },
        ["booster \"gbforest\" is not supported"] = new() { Booster = "gbforest" },
        ["there is no \"weights\""] = new() { Booster = "gblinear" },
        ["there are 2 weights for 2 features and a bias of 1 outputs"] = new() { Booster = "gblinear", MoreOfModel = "\"weights\":[1,2]," },
        ["read the file with ModelReader"] = new() { Booster = "gblinear", MoreOfModel = "\"weights\":[1,2,3]," },
        ["learner.learner_model_param.base_score: the string holds a NUL character"] = new() { BaseScore = "5E-1\\u0000" },
        ["learner_model_param.num_feature: the string holds a NUL character"] = new() { Features = "2\\u0000" },
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
        ["item 0: single-precision numbers are expected"] = new() { SplitConditions = "[true,1,4]" },
        ["item 1: single-precision numbers are expected"] = new() { SplitConditions = "[1,\"1\",4]" },
        ["not valid JSON"] = new() { SplitConditions = "[NaM,1,4]" },
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
        ["there is no \"base_weights\""] = new() { LeafVector = "3" },
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
        Assert.Contains(part, MadeModelFiles.Network);
        var e = Assert.Throws<ModelFormatException>(() => NetworkJsonReader.Read(Encoding.UTF8.GetBytes(MadeModelFiles.Network.Replace(part, spoiled)), "net.json"));
        Assert.StartsWith("net.json: ", e.Message);
        Assert.Contains(message, e.Message);
    }

    // What JSON can say and UBJSON cannot: numbers that are none, broken escapes, decimals beyond double.
    [Theory]
    [MemberData(nameof(SpoiledModels))]
    public void XgboostReadUbjson_SpoiledModel_SaysTheSame(string message)
    {
        if (message is "not valid JSON" or "not valid Unicode" or "item 0: finite single-precision numbers are expected")
            return;
        var json = Assert.Throws<ModelFormatException>(() => XgboostModelText.Read(Spoiled[message]));
        var ubjson = Assert.Throws<ModelFormatException>(() => XgboostReader.Read(UbjsonBytes.Of(Spoiled[message].Utf8()), "model.json"));
        Assert.Equal(json.Message, ubjson.Message);
    }

    public static TheoryData<string> Formats() => new(MadeModelFiles.Large.Keys);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_CutShort_IsRefused(string format)
    {
        (byte[] bytes, int needed) = MadeModelFiles.Large[format]();
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
    public void Read_RandomDamage_IsReadOrRefusedInBoundedMemory(string format) => ReadDamaged(MadeModelFiles.Large[format]().Bytes, bytes: 20_000_000, seed: 7);

    // Of small files every byte is hit many times.
    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_DamagedSmallFile_IsReadOrRefused(string format) => ReadDamaged(MadeModelFiles.Small[format]().Bytes, bytes: 8_000_000, seed: 8);

    private static void ReadDamaged(byte[] whole, int bytes, int seed)
    {
        var random = new Random(seed);
        ModelReader.Read(whole, "whole");
        long before = GC.GetAllocatedBytesForCurrentThread();
        ModelReader.Read(whole, "whole");
        long undamaged = GC.GetAllocatedBytesForCurrentThread() - before;
        int refused = 0, reads = Math.Clamp(bytes / whole.Length, 40, 4000);
        for (int i = 0; i < reads; i++)
        {
            byte[] damaged = Damage.Of(whole, random);
            before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                // What can be read can be predicted with, too.
                IModel model = ModelReader.Read(new PatientStream(damaged, i, most: 1 << 14), "damaged");
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

    public static TheoryData<string> Chains() => new(DeepTrees.Keys);

    /// <summary>In each format a tree of ten thousand levels: the split i has a leaf on the left and the split i + 1 on the right.</summary>
    private static Dictionary<string, Func<int, byte[]>> DeepTrees { get; } = new()
    {
        ["XGBoost JSON"] = levels => DeepXgboost(levels).Utf8(),
        ["XGBoost UBJSON"] = levels => UbjsonBytes.Of(DeepXgboost(levels).Utf8()),
        ["LightGBM"] = DeepLightGbm,
        ["ONNX regressor"] = DeepNamed,
        ["ONNX version 5"] = DeepPlaced,
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public void Read_TreeOfTenThousandLevels_IsRefused(string format)
    {
        // The deepest tree that is accepted shows that the chains are right.
        var deepest = (TreeEnsemble)ModelReader.Read(DeepTrees[format](DecisionTreeBuilder.MaxDepth), "deep");
        Assert.Equal(DecisionTreeBuilder.MaxDepth, deepest.Depths[0]);
        var e = Assert.Throws<ModelFormatException>(() => ModelReader.Read(DeepTrees[format](10_000), "deeper"));
        Assert.Contains($"more than {DecisionTreeBuilder.MaxDepth} levels deep", e.Message);
    }

    private static XgboostModelText DeepXgboost(int levels)
    {
        // Splits 0 to levels − 1, then the leaves.
        string Of(Func<int, int> ofSplit, int ofLeaf) => $"[{string.Join(',', Enumerable.Range(0, 2 * levels + 1).Select(i => i < levels ? ofSplit(i) : ofLeaf))}]";
        return new()
        {
            Left = Of(i => levels + i, -1),
            Right = Of(i => i + 1 < levels ? i + 1 : 2 * levels, -1),
            SplitIndices = Of(_ => 0, 0),
            SplitConditions = Of(i => i, 1),
            SplitType = Of(_ => 0, 0),
            DefaultLeft = Of(_ => 0, 0),
            Nodes = $"{2 * levels + 1}",
        };
    }

    private static byte[] DeepLightGbm(int levels)
    {
        static string Line(string name, int count, Func<int, int> value) => $"{name}={string.Join(' ', Enumerable.Range(0, count).Select(value))}\n";
        string text = new MadeLightGbm(1, iterations: 1).ToText();
        return Encoding.UTF8.GetBytes(text[..text.IndexOf("Tree=0", StringComparison.Ordinal)].Replace("tree_sizes", "sizes") + $"Tree=0\nnum_leaves={levels + 1}\nnum_cat=0\n"
            + Line("split_feature", levels, _ => 0) + Line("threshold", levels, i => i) + Line("decision_type", levels, _ => 2) + Line("left_child", levels, i => ~i)
            + Line("right_child", levels, i => i + 1 < levels ? i + 1 : ~levels) + Line("leaf_value", levels + 1, i => i) + "\nend of trees\n");
    }

    private static byte[] DeepNamed(int levels)
    {
        int n = 2 * levels + 1;
        long[] Of(Func<int, long> ofSplit, long ofLeaf) => [.. Enumerable.Range(0, n).Select(i => i < levels ? ofSplit(i) : ofLeaf)];
        long[] leaves = [.. Enumerable.Range(levels, levels + 1).Select(i => (long)i)];
        return new OnnxModelBytes("TreeEnsembleRegressor")
            .Integers("nodes_nodeids", [.. Enumerable.Range(0, n).Select(i => (long)i)]).Integers("nodes_treeids", new long[n]).Integers("nodes_featureids", new long[n])
            .Integers("nodes_truenodeids", Of(i => levels + i, 0)).Integers("nodes_falsenodeids", Of(i => i + 1 < levels ? i + 1 : 2 * levels, 0))
            .Strings("nodes_modes", [.. Enumerable.Range(0, n).Select(i => i < levels ? "BRANCH_LT" : "LEAF")]).Floats("nodes_values", [.. Enumerable.Range(0, n).Select(i => (float)i)])
            .Integers("target_treeids", new long[leaves.Length]).Integers("target_nodeids", leaves).Integers("target_ids", new long[leaves.Length])
            .Floats("target_weights", [.. leaves.Select(leaf => (float)leaf)]).ToArray();
    }

    private static byte[] DeepPlaced(int levels)
    {
        double[] places = [.. Enumerable.Range(0, levels).Select(i => (double)i)];
        return new OnnxModelBytes("TreeEnsemble").Integers("nodes_featureids", new long[levels])
            .Integers("nodes_truenodeids", [.. places.Select(i => (long)i)]).Integers("nodes_falsenodeids", [.. places.Select(i => (long)i + 1)])
            .Integers("nodes_trueleafs", [.. places.Select(_ => 1L)]).Integers("nodes_falseleafs", [.. places.Select(i => i + 1 < levels ? 0L : 1)])
            .Tensor("nodes_modes", new double[levels], 2).Tensor("nodes_splits", places).Tensor("leaf_weights", [.. places, 1])
            .Integers("leaf_targetids", new long[levels + 1]).Integers("tree_roots", 0).ToArray();
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
