using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.Onnx;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Models.Reading.Onnx;

/// <summary>All files here are built by hand from onnx.proto and the operators' specification: no ONNX library was at hand to write them.</summary>
public class OnnxReaderTests
{
    private static TreeEnsemble Read(OnnxModelBytes model) => OnnxReader.Read(model.ToArray(), "model.onnx");

    // x0 <= 1.5 ? 10 : (x1 >= 2 ? 20 : 30), for target 0.
    private static OnnxModelBytes Small(string type = "TreeEnsembleRegressor", string leaf = "target") => new OnnxModelBytes(type)
        .Integers("nodes_nodeids", 0, 1, 2, 3, 4).Integers("nodes_treeids", 0, 0, 0, 0, 0).Integers("nodes_featureids", 0, 0, 1, 0, 0)
        .Integers("nodes_truenodeids", 1, 0, 3, 0, 0).Integers("nodes_falsenodeids", 2, 0, 4, 0, 0)
        .Strings("nodes_modes", "BRANCH_LEQ", "LEAF", "BRANCH_GTE", "LEAF", "LEAF").Floats("nodes_values", 1.5f, 0, 2, 0, 0)
        .Integers(leaf + "_treeids", 0, 0, 0).Integers(leaf + "_nodeids", 1, 3, 4).Integers(leaf + "_ids", 0, 0, 0).Floats(leaf + "_weights", 10, 20, 30);

    // The same in version 5; both branches of the last split may lead to one leaf.
    private static OnnxModelBytes SmallPlaced() => new OnnxModelBytes("TreeEnsemble")
        .Integers("nodes_featureids", 0, 1).Integers("nodes_truenodeids", 0, 1).Integers("nodes_falsenodeids", 1, 2)
        .Integers("nodes_trueleafs", 1, 1).Integers("nodes_falseleafs", 0, 1).Tensor("nodes_modes", [0, 2], 2, isRaw: false)
        .Tensor("nodes_splits", [1.5, 2], 11, isRaw: false).Tensor("leaf_weights", [10, 20, 30], 1).Integers("leaf_targetids", 0, 0, 0).Integers("tree_roots", 0);

    [Theory]
    [InlineData(1.5f, 5f, 10)]
    [InlineData(2f, 2f, 20)]
    [InlineData(2f, 1f, 30)]
    [InlineData(float.NaN, 2f, 20)]
    [InlineData(float.NaN, float.NaN, 30)]
    public void Predict_SmallModel_FollowsTheModes(float x0, float x1, float leaf)
    {
        Assert.Equal([leaf], Read(Small()).Predict([x0, x1]));
        Assert.Equal([leaf], Read(SmallPlaced()).Predict([x0, x1]));
    }

    [Fact]
    public void Predict_RandomModels_AgreesWithTheSpecification()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            int targets = 1 + seed % 3;
            var made = new MadeOnnx(seed, targets, isFull: seed % 4 >= 2);      // a base value of a target that leaves do not name is refused
            bool isAverage = seed % 2 == 1;
            double[] baseValues = [.. Enumerable.Range(1, targets).Select(target => seed % 4 < 2 ? 0.0 : target)];
            OnnxModelBytes model = made.ToNamed("TreeEnsembleRegressor", "target", isTensor: seed % 5 == 0).Integer("n_targets", targets).Text("aggregate_function", isAverage ? "AVERAGE" : "SUM");
            if (seed % 4 >= 2)
                model.Floats("base_values", [.. baseValues.Select(value => (float)value)]);
            Agree(made, Read(model), isAverage, baseValues, seed);

            var sets = new MadeOnnx(seed, targets, hasMembers: true);
            Agree(sets, Read(sets.ToPlaced().Integer("aggregate_function", isAverage ? 0 : 1)), isAverage, new double[targets], seed);
        }
    }

    private static void Agree(MadeOnnx made, TreeEnsemble model, bool isAverage, double[] baseValues, int seed)
    {
        Assert.Equal((MadeOnnx.Features, made.Targets), (model.FeatureCount, model.OutputCount));
        float[] rows = MadeOnnx.Rows(200, seed);
        double[] expected = [.. rows.Chunk(MadeOnnx.Features).SelectMany(row => made.Predict(row, isAverage, baseValues))];
        ModelAssert.Close(expected, model.Predict(rows), 1e-14, 6e-8);     // sums in double, then a float's rounding
    }

    [Fact]
    public void Read_ClassifierOfThree_HasAnOutputForEach()
    {
        var made = new MadeOnnx(5, 3);
        TreeEnsemble model = Read(made.ToNamed("TreeEnsembleClassifier", "class").Integers("classlabels_int64s", 7, 8, 9).Text("post_transform", "SOFTMAX"));
        Agree(made, model, false, new double[3], 1);
        Assert.Equal(TreeEnsembleLink.Softmax, model.Link);
        Assert.Equal(3, Read(made.ToNamed("TreeEnsembleClassifier", "class").Strings("classlabels_strings", "a", "b", "c")).OutputCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_ClassifierOfTwoWithWeightsOfOne_GivesTheSecondsScore(int filedUnder)
    {
        TreeEnsemble model = Read(Small("TreeEnsembleClassifier", "class").Strings("classlabels_strings", "no", "yes")
            .Integers("class_ids", filedUnder, filedUnder, filedUnder).Text("post_transform", "LOGISTIC").Floats("base_values", 0, -9));
        Assert.Equal([1f], model.Predict([0, 0]));
        Assert.Equal(0.7310586f, model.WithOutput(TreeEnsembleOutput.Transformed).Predict([0, 0])[0], 6);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(7, 7)]
    public void Read_FeatureCount_IsTheInputsIfItSays(int columns, int features)
    {
        OnnxModelBytes model = Small();
        model.Columns = columns;
        Assert.Equal(features, Read(model).FeatureCount);
    }

    [Fact]
    public void Read_OperatorsAround_AreRefusedByName()
    {
        OnnxModelBytes model = Small();
        model.After = ["Cast", "ZipMap", "Identity"];
        Assert.Equal(1, Read(model).OutputCount);
        model.After = ["Softsign"];
        Assert.Contains("operator \"Softsign\" is not supported", Refused(model).Message);
        Assert.Contains("ONNX Runtime", Refused(model).Message);
        model.After = ["TreeEnsembleRegressor"];
        Assert.Contains("operator \"TreeEnsembleRegressor\"", Refused(model).Message);     // of no ai.onnx.ml
        Assert.Contains("there is no tree ensemble", Assert.Throws<ModelFormatException>(() => OnnxReader.Read(new ProtoWriter().Varint(1, 8).ToArray(), "empty")).Message);
    }

    private static ModelFormatException Refused(OnnxModelBytes model)
    {
        var e = Assert.Throws<ModelFormatException>(() => Read(model));
        Assert.StartsWith("model.onnx: ", e.Message);
        Assert.NotEmpty(e.Location);
        Assert.DoesNotContain('\n', e.Message);
        return e;
    }

    public static TheoryData<string> SpoiledModels() => new(Spoiled.Keys);

    private static Dictionary<string, OnnxModelBytes> Spoiled { get; } = new()
    {
        ["nodes_treeids: there are 4 values, not 5"] = Small().Integers("nodes_treeids", 0, 0, 0, 0),
        ["nodes_values: there are 0 values, not 5"] = Small().Without("nodes_values"),
        ["nodes_modes: there are 1 values for 5 nodes"] = Small().Strings("nodes_modes", "LEAF"),
        ["item 0 is no mode that is supported"] = Small().Strings("nodes_modes", "BRANCH_XOR", "LEAF", "LEAF", "LEAF", "LEAF"),
        ["item 1: tree 0 has a second node 0"] = Small().Integers("nodes_nodeids", 0, 0, 2, 3, 4),
        ["item 0: tree 0 has no node 9"] = Small().Integers("nodes_truenodeids", 9, 0, 3, 0, 0),
        ["item 0: 4294967297 does not fit"] = Small().Integers("nodes_truenodeids", 4294967297, 0, 3, 0, 0),
        ["a tree has no root"] = Small().Integers("nodes_truenodeids", 1, 0, 0, 0, 0).Integers("nodes_falsenodeids", 2, 0, 3, 0, 0)
            .Strings("nodes_modes", "BRANCH_LEQ", "LEAF", "BRANCH_GTE", "BRANCH_GTE", "LEAF").Integers("nodes_truenodeids", 1, 0, 0, 4, 0).Integers("nodes_falsenodeids", 2, 0, 3, 4, 0),
        ["a second root"] = Small().Integers("nodes_falsenodeids", 2, 0, 3, 0, 0),
        ["node 3 is reached twice"] = Small().Integers("nodes_falsenodeids", 2, 0, 3, 0, 0).Integers("nodes_treeids", 0, 0, 0, 0, 1).Integers("target_treeids", 0, 0, 1),
        ["feature -1 is negative"] = Small().Integers("nodes_featureids", -1, 0, 1, 0, 0),
        ["compares feature 5"] = Small().Integers("nodes_featureids", 5, 0, 1, 0, 0),
        ["threshold is not a number"] = Small().Floats("nodes_values", float.NaN, 0, 2, 0, 0),
        ["leaf value is not finite"] = Small().Floats("target_weights", 1, float.PositiveInfinity, 2),
        ["item 0: tree 0 has no leaf 0"] = Small().Integers("target_nodeids", 0, 3, 4),
        ["adds to target 2, but there are 1"] = Small().Integers("target_ids", 0, 2, 0),
        ["adds to target -1"] = Small().Integers("target_ids", 0, -1, 0),
        ["2000000000 targets do not fit"] = Small().Integer("n_targets", 2000000000),
        ["there are 2 for 1 targets"] = Small().Floats("base_values", 1, 2),
        ["base margin is not finite"] = Small().Floats("base_values", float.NaN),
        ["\"MIN\" is not supported: the model is no sum"] = Small().Text("aggregate_function", "MIN"),
        ["\"PROBIT\" is not supported"] = Small().Text("post_transform", "PROBIT"),
        ["A softmax needs two outputs"] = Small().Text("post_transform", "SOFTMAX"),
        ["0 classes do not fit"] = Small("TreeEnsembleClassifier", "class"),
        ["there are 3 for 2 classes"] = Small("TreeEnsembleClassifier", "class").Integers("classlabels_int64s", 0, 1).Floats("base_values", 1, 2, 3),
        ["\"MAX\" is not supported"] = SmallPlaced().Integer("aggregate_function", 3),
        ["\"SOFTMAX_ZERO\" is not supported"] = SmallPlaced().Integer("post_transform", 3),
        ["\"9\" is not supported"] = SmallPlaced().Integer("post_transform", 9),
        ["item 1: 7 is not a mode"] = SmallPlaced().Tensor("nodes_modes", [0, 7], 2),
        ["item 0: there is no leaf 3"] = SmallPlaced().Integers("nodes_truenodeids", 3, 1),
        ["item 0: there is no node 2"] = SmallPlaced().Integers("nodes_falsenodeids", 2, 2),
        ["node 0 is reached twice"] = SmallPlaced().Integers("nodes_falsenodeids", 0, 2),
        ["child 9 is not one of the"] = SmallPlaced().Integers("tree_roots", 9),
        ["there is no set for node 0"] = SmallPlaced().Tensor("nodes_modes", [6, 0], 2),
        ["data type 7 is not supported"] = SmallPlaced().Tensor("leaf_weights", [1, 2, 3], 7),
        ["leaf_weights: there are 2 values, not 3"] = SmallPlaced().Tensor("leaf_weights", [1, 2]),
    };

    [Theory]
    [MemberData(nameof(SpoiledModels))]
    public void Read_Spoiled_SaysWhatIsWrong(string message) => Assert.Contains(message, Refused(Spoiled[message]).Message);

    [Fact]
    public void Read_LeavesOfManyTargets_AreBoundedByTheFile()
    {
        // A chain whose every leaf has a target of its own would make as many trees of as many nodes.
        const int leaves = 1000;
        long[] numbers = [.. Enumerable.Range(0, 2 * leaves - 1).Select(i => (long)i)];
        OnnxModelBytes model = new OnnxModelBytes("TreeEnsembleRegressor").Integer("n_targets", leaves)
            .Integers("nodes_nodeids", numbers).Integers("nodes_treeids", new long[numbers.Length]).Integers("nodes_featureids", new long[numbers.Length])
            .Integers("nodes_truenodeids", [.. numbers.Select(i => i + 1)]).Integers("nodes_falsenodeids", [.. numbers.Select(i => i + 2)])
            .Strings("nodes_modes", [.. numbers.Select(i => i % 2 == 0 && i < 2 * leaves - 2 ? "BRANCH_LEQ" : "LEAF")]).Floats("nodes_values", [.. numbers.Select(i => (float)i)])
            .Integers("target_treeids", new long[leaves]).Integers("target_nodeids", [.. Enumerable.Range(0, leaves).Select(i => (long)Math.Min(2 * i + 1, 2 * leaves - 2))])
            .Integers("target_ids", [.. numbers.Take(leaves)]).Floats("target_weights", new float[leaves]);
        Assert.Contains("far more than the file holds", Refused(model).Message);
    }

    [Fact]
    public void Read_WireFormat_SaysWhereItIsDamaged()
    {
        void Fault(string message, byte[] bytes) => Assert.Contains(message, Assert.Throws<ModelFormatException>(() => OnnxReader.Read(bytes, "wire")).Message);
        Fault("byte 1: no field can begin here", [0x00]);
        Fault("no field can begin here", [0x0B]);                                                       // a group
        Fault("byte 3: 1 bytes are expected, but the file ends", [0x3A, 9, 0x10]);
        Fault("byte 10: 9223372036854775807 bytes are expected, but the file ends", [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]);
        Fault("more than ten bytes", [0x08, .. Enumerable.Repeat((byte)0xFF, 11)]);
        Fault("1 bytes are expected, but the file ends", [0x08]);
        Fault("field 7 has no length", [0x38, 1]);
        Fault("4 bytes are expected, but the file ends", [0x0D, 1, 2]);
    }
}
