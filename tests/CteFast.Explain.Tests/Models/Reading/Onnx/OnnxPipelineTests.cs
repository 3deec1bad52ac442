using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.Onnx;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Models.Reading.Onnx;

/// <summary>Operators around the trees, folded: each row must go the way that the operators' own arithmetic in single precision sends it.</summary>
public class OnnxPipelineTests
{
    private static readonly string[] Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];

    private static TreeEnsemble Read(OnnxGraphBytes graph) => OnnxReader.Read(graph.ToArray(), "model.onnx");

    private static bool Holds(string mode, float x, float threshold) => mode switch
    {
        "BRANCH_LEQ" => x <= threshold,
        "BRANCH_LT" => x < threshold,
        "BRANCH_GTE" => x >= threshold,
        "BRANCH_GT" => x > threshold,
        "BRANCH_EQ" => x == threshold,
        _ => x != threshold,
    };

    /// <summary>Floats of every size, those around the places where a function of them crosses a threshold among them.</summary>
    private static List<float> Floats(Func<float, float> map, float threshold)
    {
        var floats = new List<float> { 0f, -0f, float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, threshold };
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
            floats.Add(BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
        for (float x = -20f; x <= 20f; x += 0.25f)
        {
            floats.Add(x);
            // Towards the threshold by halving, then its neighbours.
            float low = x, high = x + 0.25f;
            if (map(low) <= threshold == map(high) <= threshold)
                continue;
            for (int step = 0; step < 60; step++)
            {
                float middle = low + (high - low) / 2;
                (low, high) = map(middle) <= threshold == map(low) <= threshold ? (middle, high) : (low, middle);
            }

            for (int step = -3; step <= 3; step++)
                floats.Add(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(low) + step));
        }

        return floats;
    }

    [Theory]
    [InlineData(3.1f, 0.7f)]
    [InlineData(-1e-3f, 123.4f)]
    [InlineData(5.8f, -1.3f)]
    [InlineData(0f, 1e-30f)]
    public void Scaler_AnyModeAndFloat_GoesTheWayOfItsOwnArithmetic(float offset, float scale)
    {
        foreach (string mode in Modes)
        {
            foreach (float threshold in (float[])[0.5f, -0.4766f, 0f, 12f, (7.25f - offset) * scale])
            {
                TreeEnsemble model = Read(new OnnxGraphBytes().Input("x", 1).Operator("Scaler", ["x"], "y", ("offset", new[] { offset }), ("scale", new[] { scale })).Stumps("y", "s", mode, threshold).Output("s"));
                Func<float, float> map = x => (x - offset) * scale;
                foreach (float x in Floats(map, threshold))
                    Assert.Equal(Holds(mode, map(x), threshold) ? 1f : 0f, model.Predict([x])[0]);
            }
        }
    }

    [Theory]
    [InlineData("Add", true)]
    [InlineData("Sub", true)]
    [InlineData("Sub", false)]
    [InlineData("Mul", true)]
    [InlineData("Div", true)]
    public void Arithmetic_WithConstants_IsFolded(string type, bool isSecond)
    {
        const float number = -2.7f, threshold = 0.3f;
        TreeEnsemble model = Read(new OnnxGraphBytes().Input("x", 1).Constant("c", number).Operator(type, isSecond ? ["x", "c"] : ["c", "x"], "y").Stumps("y", "s", "BRANCH_LEQ", threshold).Output("s"));
        Func<float, float> map = type switch
        {
            "Add" => x => x + number,
            "Sub" when isSecond => x => x - number,
            "Sub" => x => number - x,
            "Mul" => x => x * number,
            _ => x => x / number,
        };
        foreach (float x in Floats(map, threshold))
            Assert.Equal(map(x) <= threshold ? 1f : 0f, model.Predict([x])[0]);
    }

    [Fact]
    public void Imputer_MissingValues_GoTheWayOfTheirReplacement()
    {
        TreeEnsemble model = Read(new OnnxGraphBytes().Input("x", 2)
            .Operator("Imputer", ["x"], "i", ("imputed_value_floats", new[] { 3f, -1f }), ("replaced_value_float", float.NaN))
            .Operator("Scaler", ["i"], "y", ("offset", new[] { 1f, 1f }), ("scale", new[] { 2f, -2f })).Stumps("y", "s", "BRANCH_GT", 3.5f, 3.5f).Output("s"));
        Assert.Equal([3f, 0f, 1f], model.Predict([float.NaN, float.NaN, 2f, 0f, 3f, 0f]));
    }

    [Fact]
    public void OneHotOfNumbers_IsTheRawColumn()
    {
        foreach (string mode in Modes)
        {
            TreeEnsemble model = Read(new OnnxGraphBytes().Input("x", 1).Operator("Cast", ["x"], "i", ("to", 7)).Operator("OneHotEncoder", ["i"], "y", ("cats_int64s", new[] { -1, 0, 3 }), ("zeros", 1))
                .Stumps("y", "s", mode, 0.5f, 0f, 1f).Output("s"));
            Assert.Equal(1, model.FeatureCount);
            foreach (float x in (float[])[-2f, -1.5f, -1f, -0.5f, 0f, 0.9f, 1f, 3f, 3.99f, 4f, float.NaN])
            {
                float whole = MathF.Truncate(x);
                float expected = (Holds(mode, whole == -1 ? 1 : 0, 0.5f) ? 1 : 0) + (Holds(mode, whole == 0 ? 1 : 0, 0f) ? 2 : 0) + (Holds(mode, whole == 3 ? 1 : 0, 1f) ? 4 : 0);
                Assert.Equal(expected, model.Predict([x])[0]);
            }
        }
    }

    [Fact]
    public void EncodersOfTexts_AreLevelsOfTheRawColumn()
    {
        TreeEnsemble model = Read(new OnnxGraphBytes().Input("size", 1).Input("city", 1, type: 8).Input("label", 1, type: 9)
            .Operator("LabelEncoder", ["city"], "code", ("keys_strings", new[] { "Rome", "Oslo" }), ("values_int64s", new[] { 7, 9 }), ("default_int64", 8))
            .Operator("Cast", ["code"], "number", ("to", 1))
            .Operator("OneHotEncoder", ["city"], "hot", ("cats_strings", new[] { "Rome", "Oslo" }), ("zeros", 1))
            .Operator("FeatureVectorizer", ["size", "number", "hot"], "y", ("inputdimensions", new[] { 1, 1, 2 }))
            .Stumps("y", "s", "BRANCH_GTE", 0.5f, 8f, 0.5f, 0f).Output("s"));
        Assert.Equal(["size", "city"], model.FeatureNames);
        Assert.Equal(["Rome", "Oslo"], model.FeatureLevels[1]);
        Assert.Equal([1f + 4 + 8, 2f + 8, 2f + 8], model.Predict([1, 0, 0, 1, 0, float.NaN]));
    }

    [Fact]
    public void InputsOfOneColumnEach_AreFeaturesByName()
    {
        TreeEnsemble model = Read(new OnnxGraphBytes().Input("label", 1).Input("b", 1).Input("a", 1).Places("p", 1, 0)
            .Operator("Concat", ["a", "b"], "x", ("axis", 1)).Operator("ArrayFeatureExtractor", ["x", "p"], "y").Stumps("y", "s", "BRANCH_LT", 1f, 2f).Output("s"));
        Assert.Equal(["b", "a"], model.FeatureNames);
        Assert.Equal([1f, 2f], model.Predict([0.5f, 5f, 5f, 0.5f]));
    }

    [Fact]
    public void ArithmeticBehindTheTrees_GoesIntoThemAndTheLink()
    {
        OnnxGraphBytes Graph() => new OnnxGraphBytes().Input("x", 1).Constant("half", 0.5f).Constant("two", 2f).Stumps("x", "s", "BRANCH_LEQ", 1f)
            .Operator("Mul", ["s", "half"], "m").Operator("Add", ["m", "two"], "a").Operator("Binarizer", ["s"], "b", ("threshold", 0f)).Operator("Cast", ["b"], "label", ("to", 9));
        TreeEnsemble logistic = Read(Graph().Operator("Sigmoid", ["a"], "p").Operator("Identity", ["p"], "o").Output("label").Output("s").Output("o"));
        Assert.Equal(TreeEnsembleLink.Logistic, logistic.Link);
        Assert.Equal([2.5f, 2f], logistic.Predict([0f, 2f]));
        Assert.Equal(TreeEnsembleLink.Exponential, Read(Graph().Operator("Exp", ["a"], "p").Output("p")).Link);
        TreeEnsemble turned = Read(Graph().Operator("Sub", ["two", "a"], "n").Operator("Div", ["n", "half"], "o").Output("o"));
        Assert.Equal((TreeEnsembleLink.Identity, -1f, 0f), (turned.Link, turned.Predict([0f])[0], turned.Predict([2f])[0]));
    }

    [Fact]
    public void DoubleInput_ThresholdsAreTheNearestFloats()
    {
        byte[] Model(int type) => new OnnxGraphBytes().Input("x", 1, type).Operator("Identity", ["x"], "y").Stumps("y", "s", "BRANCH_LEQ", 1.2f).Output("s").ToArray();
        Assert.Equal(1f, OnnxReader.Read(Model(11), "model").Predict([1.2f])[0]);
        Assert.Equal(1f, OnnxReader.Read(Model(1), "model").Predict([1.2f])[0]);
    }

    [Fact]
    public void DoubleInput_RowsInDouble_AreComparedInDoubleBesideOthersInSingle()
    {
        foreach (string mode in Modes)
        {
            // A key as it is, one that a Cast makes a float, and a category.
            TreeEnsemble model = Read(new OnnxGraphBytes().Input("key", 1, 11).Input("other", 1, 11).Input("city", 1, type: 8).Operator("Cast", ["other"], "single", ("to", 1))
                .Operator("OneHotEncoder", ["city"], "hot", ("cats_strings", new[] { "Rome", "Oslo" }), ("zeros", 1))
                .Operator("Concat", ["key", "single", "hot"], "y", ("axis", 1)).Stumps("y", "s", mode, 0.1f, 16f, 0.5f, 0.5f).Output("s"));
            foreach (double key in (double[])[0.1f, Math.BitIncrement((double)0.1f), Math.BitDecrement((double)0.1f), 0.1, 0.2, -1, double.PositiveInfinity])
            {
                var output = new float[1];
                model.Predict([key, 16 + 1e-9, 1.0], output);
                bool holds = mode switch { "BRANCH_LEQ" => key <= 0.1f, "BRANCH_LT" => key < 0.1f, "BRANCH_GTE" => key >= 0.1f, "BRANCH_GT" => key > 0.1f, "BRANCH_EQ" => key == 0.1f, _ => key != 0.1f };
                Assert.Equal((holds ? 1f : 0f) + (Holds(mode, 16f, 16f) ? 2f : 0f) + (Holds(mode, 0f, 0.5f) ? 4f : 0f) + (Holds(mode, 1f, 0.5f) ? 8f : 0f), output[0]);
            }
        }
    }

    private static Dictionary<string, Func<OnnxGraphBytes>> Spoiled { get; } = new()
    {
        ["operator \"Normalizer\" is not supported before the trees"] = () => new OnnxGraphBytes().Input("x", 2).Operator("Normalizer", ["x"], "y", ("norm", "L2")).Stumps("y", "s", "BRANCH_LEQ", 1f),
        ["with a factor of 0"] = () => new OnnxGraphBytes().Input("x", 1).Operator("Scaler", ["x"], "y", ("offset", new[] { 0f }), ("scale", new[] { 0f })).Stumps("y", "s", "BRANCH_LEQ", 1f),
        ["with 3 values of offset for 2 columns"] = () => new OnnxGraphBytes().Input("x", 2).Operator("Scaler", ["x"], "y", ("offset", new float[3]), ("scale", new[] { 1f })).Stumps("y", "s", "BRANCH_LEQ", 1f),
        ["what it replaces is not NaN"] = () => new OnnxGraphBytes().Input("x", 1).Operator("Imputer", ["x"], "y", ("imputed_value_floats", new float[1]), ("replaced_value_float", -999f)).Stumps("y", "s", "BRANCH_LEQ", 1f),
        ["input \"x\" does not say how many columns"] = () => new OnnxGraphBytes().Input("x", 0).Operator("Scaler", ["x"], "y", ("offset", new float[1]), ("scale", new[] { 1f })).Stumps("y", "s", "BRANCH_LEQ", 1f),
        ["of two columns"] = () => new OnnxGraphBytes().Input("x", 1).Operator("Add", ["x", "x"], "y").Stumps("y", "s", "BRANCH_LEQ", 1f),
        ["a text is compared with a number"] = () => new OnnxGraphBytes().Input("x", 1, type: 8).Stumps("x", "s", "BRANCH_LEQ", 1f),
        ["compares feature 1"] = () => new OnnxGraphBytes().Input("x", 1).Operator("Identity", ["x"], "y").Stumps("y", "s", "BRANCH_LEQ", 1f, 1f),
        ["which no input of the graph leads to"] = () => new OnnxGraphBytes().Input("x", 1).Stumps("z", "s", "BRANCH_LEQ", 1f),
        ["operator \"Softmax\" is not supported behind"] = () => new OnnxGraphBytes().Input("x", 1).Stumps("x", "s", "BRANCH_LEQ", 1f).Operator("Sigmoid", ["s"], "p").Operator("Softmax", ["p"], "q").Output("q"),
        ["whose places are not known"] = () => new OnnxGraphBytes().Input("x", 1).Places("p", 1).Operator("ArrayFeatureExtractor", ["x", "p"], "y").Stumps("y", "s", "BRANCH_LEQ", 1f),
    };

    public static TheoryData<string> Refusals() => new(Spoiled.Keys);

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Read_WhatCannotBeFolded_IsRefusedByName(string message) =>
        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => Read(Spoiled[message]())).Message, StringComparison.Ordinal);
}
