using CsCheck;
using CteFast.Data;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;
using CteFast.Tests;

namespace CteFast.Explain.Tests.Trees;

/// <summary>Exact values of small random ensembles against the definitions.</summary>
public sealed class TreeExplainerTests
{
    private const int Explained = 4;

    // Ties at thresholds, missing values, categories, weights, repeated features on a path, trees of one leaf.
    [Theory]
    [InlineData(GameIndex.Shapley, false)]
    [InlineData(GameIndex.Shapley, true)]
    [InlineData(GameIndex.Banzhaf, false)]
    [InlineData(GameIndex.Banzhaf, true)]
    [InlineData(GameIndex.PartialDependence, false)]
    [InlineData(GameIndex.PartialDependence, true)]
    public void Explain_RandomTrees_GivesTheDefinition(GameIndex index, bool interactions)
    {
        Property.Holds(Gen.Int[0, int.MaxValue], seed =>
        {
            var random = new Random(seed);
            int d = 1 + random.Next(6);
            MadeTree[] trees = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => new MadeTree(random, d, random.Next(7)))];
            TreeEnsemble model = MadeTree.Ensemble(d, trees);
            float[] rows = MadeTree.Rows(random, Explained, d), background = MadeTree.Rows(random, 1 + random.Next(20), d);
            double[] weights = [.. Enumerable.Range(0, background.Length / d).Select(i => i == 0 ? 1 : random.Next(3) * random.NextDouble())];
            foreach (long bytes in (long[])[1 << 30, random.Next(20_000), 0])
            {
                var options = new TreeExplainerOptions { Index = index, Interactions = interactions, MaxTableBytes = bytes };
                AssertDefined(new TreeExplainer(model, background, options, weights), rows, d, index, interactions, row => GameOracle.Worths(trees, row, background, weights));
                AssertDefined(TreeExplainer.PathDependent(model, options), rows, d, index, interactions, row => GameOracle.PathDependentWorths(trees, row));
            }
        }, cases: 40);
    }

    // Columns of a group join a coalition together: its game is that of the columns, at the coalitions that have all or none of each group.
    [Theory]
    [InlineData(GameIndex.Shapley, false)]
    [InlineData(GameIndex.Shapley, true)]
    [InlineData(GameIndex.Banzhaf, false)]
    [InlineData(GameIndex.Banzhaf, true)]
    [InlineData(GameIndex.PartialDependence, true)]
    public void Explain_Groups_GivesTheDefinition(GameIndex index, bool interactions)
    {
        Property.Holds(Gen.Int[0, int.MaxValue], seed =>
        {
            var random = new Random(seed);
            int d = 2 + random.Next(5);
            int[] columns = [.. Enumerable.Range(0, d)];
            random.Shuffle(columns);
            List<FeatureGroup> groups = [];
            for (int start = 0; start + 1 < d; start += groups[^1].Columns.Count + random.Next(2))
                groups.Add(new FeatureGroup($"group {groups.Count}", columns[start..Math.Min(d, start + 1 + random.Next(3))]));
            Players players = Players.Of(d, [], groups);
            int[] masks = [.. Enumerable.Range(0, 1 << players.Count).Select(coalition =>
                Enumerable.Range(0, players.Count).Where(player => (coalition >> player & 1) != 0).Sum(player => players.Columns(player).ToArray().Sum(column => 1 << column)))];
            MadeTree[] trees = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => new MadeTree(random, d, random.Next(7)))];
            TreeEnsemble model = MadeTree.Ensemble(d, trees);
            float[] rows = MadeTree.Rows(random, Explained, d), background = MadeTree.Rows(random, 1 + random.Next(20), d);
            double[] weights = [.. Enumerable.Range(0, background.Length / d).Select(i => i == 0 ? 1 : random.Next(3) * random.NextDouble())];
            foreach (long bytes in (long[])[1 << 30, random.Next(20_000), 0])
            {
                var options = new TreeExplainerOptions { Index = index, Interactions = interactions, MaxTableBytes = bytes, Groups = groups };
                AssertDefined(new TreeExplainer(model, background, options, weights), rows, d, index, interactions, row => OfGroups(GameOracle.Worths(trees, row, background, weights)));
                AssertDefined(TreeExplainer.PathDependent(model, options), rows, d, index, interactions, row => OfGroups(GameOracle.PathDependentWorths(trees, row)));
            }

            double[] OfGroups(double[] worths) => [.. masks.Select(mask => worths[mask])];
        }, cases: 40);
    }

    // Features of a leaf compared on its way, by one row only, or nowhere; values missing in the row, the background, or both; some trees without such leaves.
    [Theory]
    [InlineData(GameIndex.Shapley, false)]
    [InlineData(GameIndex.Shapley, true)]
    [InlineData(GameIndex.Banzhaf, false)]
    [InlineData(GameIndex.Banzhaf, true)]
    [InlineData(GameIndex.PartialDependence, false)]
    [InlineData(GameIndex.PartialDependence, true)]
    public void Explain_LinearLeaves_GivesTheDefinition(GameIndex index, bool interactions)
    {
        Property.Holds(Gen.Int[0, int.MaxValue], seed =>
        {
            var random = new Random(seed);
            int d = 1 + random.Next(6);
            MadeTree[] trees = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => new MadeTree(random, d, random.Next(5)))];
            foreach (MadeTree tree in trees.Where((_, i) => i == 0 || random.Next(2) == 0)) tree.MakeLinear(random, d);
            TreeEnsemble model = MadeTree.Ensemble(d, trees);
            double missing = random.Next(3) * 0.2;
            float[] rows = MadeTree.Rows(random, Explained, d, missing), background = MadeTree.Rows(random, 1 + random.Next(20), d, missing);
            double[] weights = [.. Enumerable.Range(0, background.Length / d).Select(i => i == 0 ? 1 : random.Next(3) * random.NextDouble())];
            var options = new TreeExplainerOptions { Index = index, Interactions = interactions };
            AssertDefined(new TreeExplainer(model, background, options, weights), rows, d, index, interactions, row => GameOracle.Worths(trees, row, background, weights), 1e-11);
        }, cases: 100);
    }

    [Fact]
    public void Explain_LinearLeaves_AsTheEnumerationOfTheModel()
    {
        var random = new Random(7);
        const int d = 7;
        MadeTree[] trees = [.. Enumerable.Range(0, 5).Select(_ => new MadeTree(random, d, 6))];
        foreach (MadeTree tree in trees) tree.MakeLinear(random, d);
        TreeEnsemble model = MadeTree.Ensemble(d, trees);
        float[] rows = MadeTree.Rows(random, 5, d), data = MadeTree.Rows(random, 30, d);
        Background background = Background.Of(data, d);
        Explanation exact = Explainer.Create(model, background, new ExplainOptions { Method = ExplainMethod.Exact }).Explain(rows);
        Explanation walked = Explainer.Create(model, background, new ExplainOptions { Method = ExplainMethod.Tree }).Explain(rows);
        Assert.Equal(exact.BaseValues, walked.BaseValues, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(exact.ShapleyValues.ToArray(), walked.ShapleyValues.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Create_LinearLeaves_PathDependentAndInfinityAreRefused()
    {
        var random = new Random(8);
        var tree = new MadeTree(random, 2, 3);
        tree.MakeLinear(random, 2);
        TreeEnsemble model = MadeTree.Ensemble(2, [tree]);
        Assert.True(model.HasLinearLeaves);
        Assert.Contains("give a background", Assert.Throws<ArgumentException>(() => TreeExplainer.PathDependent(model, new TreeExplainerOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("infinite", Assert.Throws<ArgumentException>(() => new TreeExplainer(model, [1f, float.PositiveInfinity], new TreeExplainerOptions())).Message, StringComparison.Ordinal);
        var explainer = new TreeExplainer(model, [1f, 2f], new TreeExplainerOptions());
        Assert.Contains("infinite", Assert.Throws<ArgumentException>(() => explainer.ComputeValues([float.NegativeInfinity, 0], new double[2])).Message, StringComparison.Ordinal);
    }

    private static void AssertDefined(TreeExplainer explainer, float[] rows, int d, GameIndex index, bool interactions, Func<float[], double[]> worthsOf, double tolerance = 1e-12)
    {
        var values = new double[Explained * explainer.ValueCount];
        explainer.ComputeValues(rows, values);
        for (int i = 0; i < Explained; i++)
        {
            double[] worths = worthsOf(rows[(i * d)..((i + 1) * d)]);
            Assert.Equal(worths[0] + 0.25, explainer.BaseValues[0], tolerance);
            double[] expected = interactions ? GameOracle.Interactions(worths, index) : GameOracle.Values(worths, index);
            for (int j = 0; j < expected.Length; j++)
                Assert.True(Math.Abs(expected[j] - values[i * expected.Length + j]) <= tolerance, $"row {i}, value {j}: {values[i * expected.Length + j]:R}, expected {expected[j]:R}");
        }
    }

    [Fact]
    public void Explain_ManyOutputs_GivesEachThatOfItsTrees()
    {
        var random = new Random(5);
        const int d = 5, k = 3;
        MadeTree[] trees = [.. Enumerable.Range(0, 8).Select(_ => new MadeTree(random, d, 5))];
        float[] rows = MadeTree.Rows(random, 7, d), background = MadeTree.Rows(random, 30, d);
        var all = new TreeExplainer(MadeTree.Ensemble(d, trees, k), background, new TreeExplainerOptions());
        var values = new double[7 * k * d];
        all.ComputeValues(rows, values);
        for (int output = 0; output < k; output++)
        {
            var one = new TreeExplainer(MadeTree.Ensemble(d, [.. trees.Where((_, i) => i % k == output)]), background, new TreeExplainerOptions());
            var expected = new double[7 * d];
            one.ComputeValues(rows, expected);
            Assert.Equal(one.BaseValues[0] + output, all.BaseValues[output], 1e-12);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], values[i / d * k * d + output * d + i % d], 1e-13);
        }
    }

    // Depth 20 with so many features that most leaves are beyond any table.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Explain_DepthTwenty_AddsUpAndAgreesWithTheWalk(bool pathDependent)
    {
        var random = new Random(9);
        const int d = 25;
        MadeTree[] trees = [.. Enumerable.Range(0, 3).Select(_ => new MadeTree(random, d, 20, 0.35))];
        Assert.Contains(trees, tree => tree.NodeCount > 1000);
        TreeEnsemble model = MadeTree.Ensemble(d, trees);
        float[] rows = MadeTree.Rows(random, 20, d), background = MadeTree.Rows(random, 25, d);
        double[] values = Values(1 << 30, out TreeExplainer explainer), walked = Values(0, out _);
        Assert.True(explainer.WalkedLeafCount > 0 && explainer.TableBytes is > 0 and <= 1 << 30);
        for (int i = 0; i < 20; i++)
        {
            double margin = 0.25 + trees.Sum(tree => tree.Leaf(rows.AsSpan(i * d, d)));
            Assert.Equal(margin, explainer.BaseValues[0] + values.AsSpan(i * d, d).ToArray().Sum(), 1e-11);
        }

        for (int i = 0; i < values.Length; i++) Assert.Equal(walked[i], values[i], 1e-12);

        double[] Values(long bytes, out TreeExplainer made)
        {
            var options = new TreeExplainerOptions { MaxTableBytes = bytes };
            made = pathDependent ? TreeExplainer.PathDependent(model, options) : new TreeExplainer(model, background, options);
            var result = new double[20 * d];
            made.ComputeValues(rows, result);
            return result;
        }
    }

    [Fact]
    public void Explain_ChainOf500Features_PathDependentValuesAddUp()
    {
        // x0 < 0 ? 1 : x1 < 0 ? 1 : … 0, each split sending half of its rows on: the worth of a row that goes all the way.
        const int d = 500;
        var tree = new DecisionTreeBuilder(2 * d + 1);
        for (int i = 0; i < d; i++)
        {
            tree.Split(2 * i, i, SplitComparison.LessThan, 0, 2 * i + 1, 2 * i + 2, cover: 1);
            tree.Leaf(2 * i + 1, 1, 0.5);
        }

        tree.Leaf(2 * d, 0, 0.5);
        TreeExplainer explainer = TreeExplainer.PathDependent(new TreeEnsemble(d, [tree.Build()], [0]), new TreeExplainerOptions());
        var values = new double[d];
        explainer.ComputeValues(Enumerable.Repeat(1f, d).ToArray(), values);
        Assert.Equal(0, explainer.BaseValues[0] + values.Sum(), 1e-12);
        Assert.All(values, value => Assert.InRange(value, -1, 0));
    }

    [Fact]
    public void Explain_ManyRowsOnManyThreads_SameBitsAsOneByOne()
    {
        var random = new Random(3);
        const int d = 7, count = 3000;
        TreeEnsemble model = MadeTree.Ensemble(d, [.. Enumerable.Range(0, 20).Select(_ => new MadeTree(random, d, 7))], 2);
        float[] rows = MadeTree.Rows(random, count, d), background = MadeTree.Rows(random, 9000, d);
        double[] weights = [.. Enumerable.Range(0, 9000).Select(_ => random.NextDouble())];
        var one = new TreeExplainer(model, background, new TreeExplainerOptions(), weights);
        var many = new TreeExplainer(model, background, new TreeExplainerOptions { Threads = 4 }, weights);
        double[] expected = new double[count * 2 * d], actual = new double[count * 2 * d];
        many.ComputeValues(rows, actual);
        for (int i = 0; i < count; i++) one.ComputeValues(rows.AsSpan(i * d, d), expected.AsSpan(i * 2 * d, 2 * d));
        Assert.Equal(expected, actual);
        Assert.Equal(one.BaseValues.ToArray(), many.BaseValues.ToArray());
    }

    [Fact]
    public void Explain_Warm_AllocatesNothing()
    {
        var random = new Random(3);
        const int d = 7;
        TreeEnsemble model = MadeTree.Ensemble(d, [.. Enumerable.Range(0, 5).Select(_ => new MadeTree(random, d, 7))]);
        float[] rows = MadeTree.Rows(random, 100, d);
        foreach (long bytes in (long[])[1 << 30, 5000])
        {
            foreach (TreeExplainer explainer in (TreeExplainer[])[
                new(model, rows, new TreeExplainerOptions { MaxTableBytes = bytes, Interactions = true }),
                TreeExplainer.PathDependent(model, new TreeExplainerOptions { MaxTableBytes = bytes })])
            {
                var values = new double[100 * explainer.ValueCount];
                long least = long.MaxValue;
                for (int attempt = 0; attempt < 20 && least > 0; attempt++)
                {
                    for (int i = 0; i < 30; i++) explainer.ComputeValues(rows, values);
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    explainer.ComputeValues(rows, values);
                    least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                }

                Assert.Equal(0, least);
            }
        }
    }

    [Fact]
    public void Explain_Explanation_SaysWhatItIs()
    {
        var random = new Random(4);
        TreeEnsemble model = MadeTree.Ensemble(4, [new MadeTree(random, 4, 4)]);
        float[] rows = MadeTree.Rows(random, 10, 4, 0);
        var reports = new List<double>();
        Explanation explanation = new TreeExplainer(model, rows, new TreeExplainerOptions()).Explain(rows.AsSpan(0, 12), new Told(reports));
        Assert.Equal(("tree, exact", 3, 1, OutputKind.Value, 13L), (explanation.Method, explanation.RowCount, explanation.OutputCount, explanation.OutputKind, explanation.ModelRows));
        Assert.Equal(new BackgroundQuality(10, 10, 0, 0), explanation.BackgroundQuality);
        Assert.Equal([0.0, 0, 0, 0], explanation.StandardErrors(1).ToArray());
        Assert.Equal(1, reports[^1]);
        for (int i = 0; i < 3; i++)
            Assert.Equal(explanation.Prediction(i)[0], explanation.BaseValues[0] + explanation.Values(i).ToArray().Sum(), 1e-6);
        Assert.Equal("tree, path-dependent", TreeExplainer.PathDependent(model, new TreeExplainerOptions()).Explain(rows).Method);
    }

    [Fact]
    public void Constructor_WhatDoesNotFit_SaysWhy()
    {
        TreeEnsemble model = MadeTree.Ensemble(2, [new MadeTree(new Random(1), 2, 3)]);
        TreeEnsemble classifier = new TreeEnsemble(2, [], [0], new TreeEnsembleOptions { Link = TreeEnsembleLink.Logistic });
        var options = new TreeExplainerOptions();
        Assert.Throws<ArgumentException>(() => new TreeExplainer(model, [], options));
        Assert.Throws<ArgumentException>(() => new TreeExplainer(model, [1, 2, 3], options));
        Assert.Throws<ArgumentException>(() => new TreeExplainer(model, [1, 2], options, [1, 2]));
        Assert.Throws<ArgumentException>(() => new TreeExplainer(model, [1, 2], options, [0]));
        Assert.Throws<ArgumentException>(() => new TreeExplainer(model, [1, 2], options, [double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TreeExplainer(model, [1, 2], options with { Threads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TreeExplainer(model, [1, 2], options with { MaxTableBytes = long.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TreeExplainer(model, [1, 2], options with { Index = (GameIndex)9 }));
        string message = Assert.Throws<ArgumentException>(() => new TreeExplainer(classifier.WithOutput(TreeEnsembleOutput.Transformed), [1, 2], options)).Message;
        Assert.Contains("probability is no sum over trees", message, StringComparison.Ordinal);
        Assert.Contains("choose another method", message, StringComparison.Ordinal);
        Assert.Equal([0.0, 0], Values(new TreeExplainer(classifier, [1, 2], options)));
        var withoutCovers = new DecisionTreeBuilder(1, 0);
        withoutCovers.Leaf(0, 1);
        Assert.Throws<ArgumentException>(() => TreeExplainer.PathDependent(new TreeEnsemble(2, [withoutCovers.Build()], [0]), options));
        Assert.Throws<ArgumentException>(() => new TreeExplainer(model, [1, 2], options).ComputeValues([1], new double[2]));
        Assert.Throws<ArgumentException>(() => new TreeExplainer(model, [1, 2], options).ComputeValues([1, 2], new double[3]));
        Assert.Throws<InvalidOperationException>(() => new TreeExplainer(model, [1, 2], options with { Interactions = true }).Explain([1, 2]));
        Assert.Throws<OperationCanceledException>(() => new TreeExplainer(model, [1, 2], options, cancellationToken: new CancellationToken(true)));
        Assert.Throws<OperationCanceledException>(() => new TreeExplainer(model, [1, 2], options).ComputeValues([1, 2], new double[2], new CancellationToken(true)));

        static double[] Values(TreeExplainer explainer)
        {
            var values = new double[2];
            explainer.ComputeValues([3, 4], values);
            return values;
        }
    }

    private sealed class Told(List<double> reports) : IProgress<double>
    {
        public void Report(double value) => reports.Add(value);
    }
}
