using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Sage;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models;
using CteFast.Explain.Tests.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Global.Sage;

/// <summary>Exact SAGE values of trees, which ask the model nothing, against those that ask it everything.</summary>
public sealed class TreeSageTests
{
    private static readonly SageOptions Exact = new() { Estimator = SageEstimator.Exact };

    // Ties at thresholds, missing values, categories, weights, repeated features on a path, trees of one leaf, features that are not compared.
    [Fact]
    public void Fill_RandomTrees_GivesTheDefinition()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            int d = 1 + random.Next(6);
            MadeTree[] trees = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => new MadeTree(random, d, random.Next(8)))];
            float[] background = MadeTree.Rows(random, 1 + random.Next(20), d), rows = MadeTree.Rows(random, 3, d);
            double[] weights = [.. Enumerable.Range(0, background.Length / d).Select(i => i == 0 ? 1 : random.Next(3) * random.NextDouble())];
            var coalitions = new TreeCoalitions(MadeTree.Ensemble(d, trees), Background.Of(background, d, weights));
            double[] values = new double[coalitions.Count];
            for (int i = 0; i < 3; i++)
            {
                float[] row = rows[(i * d)..((i + 1) * d)];
                double[] expected = GameOracle.Worths(trees, row, background, weights);
                coalitions.Fill(row, values);
                for (int set = 0; set < values.Length; set++)
                {
                    int coalition = coalitions.Players.Select((feature, bit) => (set >> bit & 1) << feature).Sum();
                    Assert.Equal(expected[coalition] + 0.25, values[set], 1e-12);      // the base margin
                }
            }
        }
    }

    [Theory]
    [InlineData(1, LossFunction.SquaredError)]
    [InlineData(3, LossFunction.SquaredError)]
    [InlineData(2, LossFunction.CrossEntropy)]
    public void Compute_RandomTrees_GivesWhatEnumerationWithTheModelGives(int outputs, LossFunction loss)
    {
        const int d = 5, n = 40;
        for (int seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            MadeTree[] trees = [.. Enumerable.Range(0, 3 * outputs).Select(_ => new MadeTree(random, d - 1, 4))];
            TreeEnsemble model = loss == LossFunction.SquaredError ? MadeTree.Ensemble(d, trees, outputs) : Shares(random, d);
            float[] rows = MadeTree.Rows(random, n, d);
            float[] labels = [.. Enumerable.Range(0, loss == LossFunction.CrossEntropy ? n : n * outputs).Select(_ => loss == LossFunction.CrossEntropy ? random.Next(2) : random.NextSingle())];
            var asked = new DelegateModel(d, outputs, (from, to) => model.Predict(from, to), outputKind: loss == LossFunction.CrossEntropy ? OutputKind.Probability : OutputKind.Value);
            SageValues expected = SageValues.Compute(asked, Background.Of(rows, d), rows, labels, Exact with { Loss = loss });
            SageValues values = SageValues.Compute(model, rows, labels, Exact with { Loss = loss });
            // The model's own predictions are rounded to single precision.
            for (int j = 0; j < d; j++) Assert.Equal(expected.Values[j], values.Values[j], 2e-6);
            Assert.Equal(expected.BaselineLoss, values.BaselineLoss, 2e-6);
            Assert.Equal(expected.ModelLoss, values.ModelLoss, 2e-6);
            Assert.Equal((n, 2L * n, true, "exact, of trees"), (values.BackgroundQuality.Count, values.Cost.ModelRows, values.Converged, values.Method));
            Assert.Equal(values.BaselineLoss - values.ModelLoss, values.Values.Sum(), 1e-12);
            Assert.All(values.StandardErrors, error => Assert.Equal(0, error));
            if (loss == LossFunction.SquaredError) Assert.Equal(0, values.Values[^1]);      // compared by no tree
        }
    }

    [Fact]
    public void Compute_Sample_TheEstimateLiesWithinItsErrors()
    {
        float[] data = TestData.Diamonds(500);
        TreeEnsemble model = (TreeEnsemble)ModelReader.ReadFile(TestData.Path("sample/diamonds.xgb.json"));
        var random = new Random(1);
        float[] labels = [.. model.Predict(data).Select(value => value + 0.2f * (random.NextSingle() - 0.5f))];
        var background = Background.Of(data, 9);
        SageValues exact = SageValues.Compute(model, background, data, labels, Exact);
        SageValues estimate = SageValues.Compute(model, background, data, labels, new SageOptions { TotalModelRows = 200_000, Convergence = 0 });
        for (int j = 0; j < 9; j++)
            Assert.True(Math.Abs(estimate.Values[j] - exact.Values[j]) <= 4.5 * estimate.StandardErrors[j] + 1e-6, $"feature {j}: {estimate.Values[j]} ± {estimate.StandardErrors[j]}, exact {exact.Values[j]}");
    }

    [Fact]
    public void Compute_BackgroundSize_IsCompressedToIt()
    {
        var random = new Random(3);
        TreeEnsemble model = MadeTree.Ensemble(3, [new MadeTree(random, 3, 4)]);
        float[] rows = MadeTree.Rows(random, 100, 3);
        Assert.Equal(16, SageValues.Compute(model, rows, new float[100], Exact with { BackgroundSize = 16 }).BackgroundQuality.Count);
    }

    [Fact]
    public void Compute_ManyFeatures_OnlyThoseComparedCount()
    {
        // 17 features are too many to enumerate; a hundred of which two are compared are not.
        static TreeEnsemble Stumps(int features, int compared) => new(features, [.. Enumerable.Range(0, compared).Select(feature =>
        {
            var tree = new DecisionTreeBuilder(3);
            tree.Split(0, feature, SplitComparison.LessThan, 0.5, 1, 2);
            tree.Leaf(1, 0);
            tree.Leaf(2, feature + 1);
            return tree.Build();
        })], [0]);
        float[] rows = [.. Enumerable.Range(0, 400).Select(i => (float)(i * 7 % 11 % 2))];
        float[] labels = Stumps(100, 2).Predict(rows);
        SageValues values = SageValues.Compute(Stumps(100, 2), rows, labels, Exact);
        Assert.Equal(0, values.ModelLoss);
        Assert.All(values.Values.Skip(2), value => Assert.Equal(0, value));
        Assert.Contains("17 features", Assert.Throws<ArgumentException>(() => SageValues.Compute(Stumps(100, 17), rows, labels, Exact)).Message, StringComparison.Ordinal);
    }

    // Trees whose leaves have too many sets of features: 40 of 2^10 leaves, ten features on every path.
    [Fact]
    public void Compute_TreesTooDeepForTheirTables_AsksTheModel()
    {
        const int d = 10, n = 4;
        static DecisionTree Full(int seed)
        {
            var random = new Random(seed);
            const int splits = (1 << d) - 1;
            var tree = new DecisionTreeBuilder(2 * splits + 1);
            for (int node = 0; node < splits; node++)
                tree.Split(node, int.Log2(node + 1), SplitComparison.LessThan, 0.5, 2 * node + 1, 2 * node + 2);
            for (int leaf = splits; leaf <= 2 * splits; leaf++) tree.Leaf(leaf, random.NextDouble());
            return tree.Build();
        }

        TreeEnsemble few = new(d, [.. Enumerable.Range(0, 2).Select(Full)], [0]), many = new(d, [.. Enumerable.Range(0, 40).Select(seed => Full(seed % 2))], [0]);
        var rows = new Random(6);
        float[] data = [.. Enumerable.Range(0, n * d).Select(_ => (float)rows.NextDouble())], labels = [.. Enumerable.Range(0, n).Select(_ => (float)rows.NextDouble())];
        SageValues expected = SageValues.Compute(few, data, labels, Exact), asked = SageValues.Compute(many, data, [.. labels.Select(label => 20 * label)], Exact);
        Assert.Equal(("exact, of trees", "exact"), (expected.Method, asked.Method));
        // Twenty times the same trees: the loss is 400 times as large.
        for (int j = 0; j < d; j++) Assert.Equal(400 * expected.Values[j], asked.Values[j], 1e-4);
        Assert.Contains("so many and so deep", Assert.Throws<ArgumentException>(() => SageValues.Compute(new TreeEnsemble(17, [.. Enumerable.Range(0, 40).Select(Full)], [0]), new float[17], [0], Exact)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_TransformedOutput_AsksTheModel()
    {
        var random = new Random(4);
        MadeTree[] trees = [new MadeTree(random, 3, 3)];
        TreeEnsemble model = new TreeEnsemble(3, [.. trees.Select(tree => tree.Build(0))], [0], new TreeEnsembleOptions { Link = TreeEnsembleLink.Logistic }).WithOutput(TreeEnsembleOutput.Transformed);
        float[] rows = MadeTree.Rows(random, 30, 3), labels = [.. Enumerable.Range(0, 30).Select(i => (float)(i % 2))];
        Assert.Equal("exact", SageValues.Compute(model, rows, labels, Exact with { Loss = LossFunction.CrossEntropy }).Method);
    }

    [Fact]
    public void Compute_Cancelled_Stops()
    {
        var random = new Random(5);
        TreeEnsemble model = MadeTree.Ensemble(3, [new MadeTree(random, 3, 4)]);
        Assert.ThrowsAny<OperationCanceledException>(() => SageValues.Compute(model, MadeTree.Rows(random, 100, 3), new float[100], Exact, null, new CancellationToken(canceled: true)));
    }

    /// <summary>Trees whose two outputs are shares, p and 1 − p.</summary>
    private static TreeEnsemble Shares(Random random, int d)
    {
        List<DecisionTree> trees = [];
        for (int tree = 0; tree < 4; tree++)
        {
            int feature = random.Next(d);
            double threshold = random.Next(0, 4), left = random.NextDouble() / 4, right = random.NextDouble() / 4;
            for (int output = 0; output < 2; output++)
            {
                var builder = new DecisionTreeBuilder(3, output);
                builder.Split(0, feature, SplitComparison.LessThan, threshold, 1, 2, missingLeft: tree % 2 == 0);
                builder.Leaf(1, output == 0 ? left : 0.25 - left);
                builder.Leaf(2, output == 0 ? right : 0.25 - right);
                trees.Add(builder.Build());
            }
        }

        return new TreeEnsemble(d, trees, [0, 0]);
    }
}
