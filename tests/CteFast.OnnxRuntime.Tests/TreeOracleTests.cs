using CsCheck;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading.Onnx;
using CteFast.Tests;

namespace CteFast.OnnxRuntime.Tests;

/// <summary>Random graphs around random trees: our reader predicts what ONNX Runtime does, on every kind of value, or refuses by name.</summary>
public class TreeOracleTests
{
    private const int Columns = 3;
    private static readonly double[] Thresholds = [0, 0.5, -1, 2, 3.25, -0.1f, 1e-20f, 1e10f, 1, float.MaxValue];

    private static float[] Rows(Random random, int count, int columns, Func<int, bool>? isWhole = null) => [.. Enumerable.Range(0, count * columns).Select(i =>
    {
        float threshold = (float)Thresholds[random.Next(Thresholds.Length)];
        return isWhole?.Invoke(i % columns) == true ? random.Next(-2, 6) : random.Next(9) switch
        {
            0 => float.NaN,
            1 => random.Next(2) == 0 ? float.PositiveInfinity : float.NegativeInfinity,
            2 => random.Next(2) == 0 ? 0f : -0f,
            3 => threshold,
            4 => MathF.BitIncrement(threshold),
            5 => MathF.BitDecrement(threshold),
            6 => random.Next(12),
            7 => -threshold,
            _ => (random.NextSingle() - 0.5f) * 8f,
        };
    })];

    /// <summary>What a graph predicts in its named output, and what its trees do.</summary>
    private static (float[] Trees, float[] Runtime, int Outputs, int RuntimeOutputs) Both(byte[] bytes, string output, float[] rows, OnnxModelOptions? options = null)
    {
        TreeEnsemble trees = Assert.IsType<TreeEnsemble>(ModelReader.Read(bytes, "model.onnx")).WithOutput(TreeEnsembleOutput.Transformed);
        using var session = (OnnxSessionModel)OnnxModel.Open(bytes, "model.onnx", (options ?? new OnnxModelOptions()) with { Output = output });
        Assert.True(trees.FeatureCount <= session.FeatureCount);
        int n = rows.Length / session.FeatureCount;
        // Trees know of no column behind the last that is compared, if the file does not say.
        float[] narrow = [.. Enumerable.Range(0, n).SelectMany(i => rows[(i * session.FeatureCount)..(i * session.FeatureCount + trees.FeatureCount)])];
        float[] ours = new float[n * trees.OutputCount], theirs = new float[n * session.OutputCount];
        trees.Predict(narrow, ours);
        session.Predict(rows, theirs);
        return (ours, theirs, trees.OutputCount, session.OutputCount);
    }

    private static void Same(float[] rows, int columns, int outputs, float[] ours, float[] theirs, string graph, float tolerance = 0f)
    {
        Assert.Equal(theirs.Length, ours.Length);
        for (int i = 0; i < ours.Length; i++)
        {
            Assert.True(ours[i] == theirs[i] || MathF.Abs(ours[i] - theirs[i]) <= tolerance * (1 + MathF.Abs(theirs[i])),
                $"row {i / outputs} ({string.Join(", ", rows[(i / outputs * columns)..((i / outputs + 1) * columns)])}): ours {ours[i]}, ONNX Runtime {theirs[i]}; {graph}");
        }
    }

    private static void Sample(Action<Random> check) => Property.Holds(Gen.Int, seed => check(new Random(seed)), cases: 300);

    [Fact]
    public void Regressor_RandomTrees() => Sample(random =>
    {
        int targets = random.Next(1, 4), trees = random.Next(1, 5);
        bool isDouble = random.Next(2) == 0;
        var forest = new MadeForest(random, Columns, targets, trees, Thresholds);
        string aggregate = trees is 1 or 2 or 4 && random.Next(2) == 0 ? "AVERAGE" : "SUM";
        float[] bases = [.. Enumerable.Range(0, targets).Select(_ => random.Next(-8, 8) / 4f)];
        OnnxGraphBytes graph = forest.AddNamed(new OnnxGraphBytes().Input("x", Columns, isDouble ? 11 : 1), "TreeEnsembleRegressor", "x", ["y"], isDouble, ("n_targets", targets),
            ("aggregate_function", aggregate), isDouble ? ("base_values_as_tensor", bases.Select(value => (double)value).ToArray()) : ("base_values", bases));
        float[] rows = Rows(random, 60, Columns);
        (float[] ours, float[] theirs, int outputs, _) = Both(graph.Output("y").ToArray(), "y", rows);
        Same(rows, Columns, outputs, ours, theirs, $"double {isDouble}, {aggregate}, targets {targets}, base {string.Join(", ", bases)}: {forest}");
    });

    [Theory]
    [InlineData("TreeEnsembleRegressor")]
    [InlineData("TreeEnsembleClassifier")]
    public void LeavesOfOneTarget_AreTheRuntimesOrRefused(string type)
    {
        int read = 0, refused = 0;
        bool isClassifier = type == "TreeEnsembleClassifier";
        Sample(random =>
        {
            int targets = random.Next(isClassifier ? 3 : 1, 5);
            bool isDouble = random.Next(2) == 0, hasBase = random.Next(2) == 0;
            var forest = new MadeForest(random, Columns, targets, random.Next(1, 5), Thresholds) { IsSparse = true };
            float[] bases = [.. Enumerable.Range(0, targets).Select(_ => random.Next(-2, 3) / 4f)];
            List<(string, object)> more = [isClassifier ? ("classlabels_int64s", Enumerable.Range(0, targets).ToArray()) : ("n_targets", targets)];
            if (hasBase) more.Add(isDouble ? ("base_values_as_tensor", bases.Select(value => (double)value).ToArray()) : ("base_values", bases));
            var graph = new OnnxGraphBytes().Input("x", Columns, isDouble ? 11 : 1);
            byte[] bytes = forest.AddNamed(graph, type, "x", isClassifier ? ["label", "y"] : ["y"], isDouble, [.. more]).Output("y").ToArray();
            try
            {
                float[] rows = Rows(random, 60, Columns);
                (float[] ours, float[] theirs, int outputs, _) = Both(bytes, "y", rows);
                Same(rows, Columns, outputs, ours, theirs, $"double {isDouble}, targets {targets}, base {(hasBase ? string.Join(", ", bases) : "none")}: {forest}");
                Interlocked.Increment(ref read);
            }
            catch (ModelFormatException e) when (e.Message.Contains("do not fit", StringComparison.Ordinal))
            {
                // Fewer leaves than targets.
            }
            catch (ModelFormatException e)
            {
                Assert.True(hasBase && targets > 1 && e.Message.Contains("get no weight", StringComparison.Ordinal), e.Message);
                Interlocked.Increment(ref refused);
            }
        });
        Assert.True(read > 100 && refused > 20, $"{read} read, {refused} refused");
    }

    [Fact]
    public void TreeEnsemble_RandomTrees() => Sample(random =>
    {
        int targets = random.Next(1, 3);
        bool isDouble = random.Next(2) == 0;
        var forest = new MadeForest(random, Columns, targets, random.Next(1, 5), Thresholds, hasMembers: true);
        OnnxGraphBytes graph = forest.AddPlaced(new OnnxGraphBytes().Input("x", Columns, isDouble ? 11 : 1), "x", "y", isDouble);
        float[] rows = Rows(random, 60, Columns);
        (float[] ours, float[] theirs, int outputs, _) = Both(graph.Output("y").ToArray(mlVersion: 5), "y", rows);
        Same(rows, Columns, outputs, ours, theirs, $"double {isDouble}, targets {targets}: {forest}");
    });

    [Fact]
    public void Classifier_RandomTrees() => Sample(random =>
    {
        int classes = random.Next(2, 5);
        bool isDouble = random.Next(2) == 0, isOne = classes == 2 && random.Next(2) == 0;
        var forest = new MadeForest(random, Columns, isOne ? 1 : classes, random.Next(1, 5), Thresholds, isPositive: random.Next(2) == 0);
        string link = ((string[])["NONE", "LOGISTIC", "SOFTMAX"])[random.Next(isOne ? 2 : 3)];
        OnnxGraphBytes graph = forest.AddNamed(new OnnxGraphBytes().Input("x", Columns, isDouble ? 11 : 1), "TreeEnsembleClassifier", "x", ["label", "y"], isDouble, ("post_transform", link),
            ("classlabels_int64s", Enumerable.Range(0, classes).ToArray()));
        float[] rows = Rows(random, 60, Columns);
        (float[] ours, float[] theirs, int outputs, int others) = Both(graph.Output("label").Output("y").ToArray(), "y", rows);
        if (outputs == 1)
            theirs = [.. theirs.Where((_, i) => i % others == 1)];
        Same(rows, Columns, outputs, ours, theirs, $"double {isDouble}, {link}, {classes} classes: {forest}", 2e-6f);
    });

    [Fact]
    public void Scaler_Imputer_AndLinks_AroundRandomTrees() => Sample(random =>
    {
        bool isApart = random.Next(2) == 0;
        var graph = new OnnxGraphBytes();
        string x = "x";
        if (isApart)
            graph.Input("a", 1).Input("b", 1).Input("c", 1).Operator("Concat", ["a", "b", "c"], x, ("axis", 1));
        else
            graph.Input(x, Columns);
        if (random.Next(2) == 0)
        {
            graph.Operator("Imputer", [x], "i", ("imputed_value_floats", new[] { 1f, -0.5f, 2f }), ("replaced_value_float", float.NaN));
            x = "i";
        }

        if (random.Next(2) == 0)
        {
            graph.Operator("Scaler", [x], "s", ("offset", new[] { 0.3f, -1.7f, 0f }), ("scale", new[] { 0.7f, 3.1f, -1f }));
            x = "s";
        }

        var forest = new MadeForest(random, Columns, 1, random.Next(1, 5), Thresholds);
        forest.AddNamed(graph, "TreeEnsembleRegressor", x, ["t"], isDouble: false, ("n_targets", 1));
        string link = ((string[])["Identity", "Sigmoid", "Exp"])[random.Next(3)];
        graph.Constant("half", 0.5f).Operator("Mul", ["t", "half"], "m").Operator(link, ["m"], "y");
        float[] rows = Rows(random, 60, Columns);
        (float[] ours, float[] theirs, int outputs, _) = Both(graph.Output("y").ToArray(), "y", rows);
        Same(rows, Columns, outputs, ours, theirs, $"apart {isApart}, {x}, {link}: {forest}", link == "Identity" ? 0f : 2e-6f);
    });

    [Fact]
    public void EncodersBeforeRandomTrees() => Sample(random =>
    {
        // Text levels in another order than the graph's, one of which it does not know.
        string[] known = ["Rome", "Oslo", "Bern"];
        var forest = new MadeForest(random, 6, 1, random.Next(1, 5), [0, 0.5, 1, -1, 7, 8, 9]);
        OnnxGraphBytes graph = new OnnxGraphBytes().Input("size", 1).Shaped("place", 8, 0, 1)
            .Operator("OneHotEncoder", ["place"], "hot", ("cats_strings", known), ("zeros", 1)).Places("flat", -1, 3).Operator("Reshape", ["hot", "flat"], "wide")
            .Operator("LabelEncoder", ["place"], "code", ("keys_strings", known), ("values_floats", new[] { 7f, 9f, 8f }), ("default_float", -1f))
            .Operator("Concat", ["size", "wide", "code", "size"], "x", ("axis", 1));
        float[] rows = Rows(random, 60, 2);
        for (int i = 1; i < rows.Length; i += 2) rows[i] = random.Next(4);
        byte[] bytes = forest.AddNamed(graph, "TreeEnsembleRegressor", "x", ["y"], isDouble: false, ("n_targets", 1)).Output("y").ToArray();
        var options = new OnnxModelOptions { Levels = new Dictionary<string, IReadOnlyList<string>> { ["place"] = [.. known, "Nowhere"] } };
        (float[] ours, float[] theirs, int outputs, _) = Both(bytes, "y", rows, options);
        Same(rows, 2, outputs, ours, theirs, forest.ToString());
    });

    [Fact]
    public void SecondClassWithoutWeight_IsRefused()
    {
        OnnxGraphBytes graph = new OnnxGraphBytes().Input("x", 1).Operator("TreeEnsembleClassifier", ["x"], ["label", "y"], ("nodes_nodeids", new[] { 0, 1, 2 }), ("nodes_treeids", new int[3]),
            ("nodes_featureids", new int[3]), ("nodes_truenodeids", new[] { 1, 0, 0 }), ("nodes_falsenodeids", new[] { 2, 0, 0 }), ("nodes_modes", new[] { "BRANCH_LEQ", "LEAF", "LEAF" }),
            ("nodes_values", new[] { 0.5f, 0f, 0f }), ("class_treeids", new int[2]), ("class_nodeids", new[] { 1, 2 }), ("class_ids", new[] { 0, 1 }), ("class_weights", new[] { 0.25f, 0.75f }),
            ("classlabels_int64s", new[] { 0, 1 })).Output("label").Output("y");
        Assert.Contains("second of the two classes", Assert.Throws<ModelFormatException>(() => ModelReader.Read(graph.ToArray(), "model.onnx")).Message, StringComparison.Ordinal);
        using var session = Assert.IsType<OnnxSessionModel>(OnnxModel.Open(graph.ToArray(), "model.onnx"));
        Assert.Equal(2, session.OutputCount);
    }
}
