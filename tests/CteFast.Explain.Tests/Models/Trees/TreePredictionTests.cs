using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Trees;

namespace CteFast.Explain.Tests.Models.Trees;

/// <summary>Predictions of random ensembles with every kind of split, by blocks and row by row, against trees followed one by one.</summary>
public sealed class TreePredictionTests
{
    private const int Rows = 150;       // two blocks and a rest

    // Depths up to eight are compared split by split, deeper ones walked; with -1 trees are of any depth.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(-1)]
    public void Predict_RandomTrees_FollowsEverySplit(int depth)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            int d = 1 + random.Next(12), k = 1 + random.Next(3);
            MadeTree[] trees = [.. Enumerable.Range(0, 6).Select(_ => new MadeTree(random, d, depth < 0 ? random.Next(14) : depth, 0.1))];
            TreeEnsemble model = MadeTree.Ensemble(d, trees, k);
            float[] rows = MadeTree.Rows(random, Rows, d, seed % 2 == 0 ? 0 : 0.2);
            for (int i = 0; i < rows.Length; i += 7) rows[i] = random.Next(4) switch { 0 => float.PositiveInfinity, 1 => float.NegativeInfinity, 2 => -0f, _ => rows[i] };

            float[] expected = [.. from row in rows.Chunk(d)
                                   from output in Enumerable.Range(0, k)
                                   select (float)trees.Where((_, t) => t % k == output).Aggregate(0.25 + output, (sum, tree) => sum + tree.Leaf(row))];
            Assert.Equal(expected, model.Predict(rows));
            for (int batch = 1; batch < 70; batch += batch < 9 ? 1 : 11) Assert.Equal(expected[..(batch * k)], model.Predict(rows.AsSpan(0, batch * d)));
        }
    }

    [Fact]
    public void SplitColumns_SplitsThatAskTheSame_ShareAColumn()
    {
        TreeEnsemble model = new(2, [Stump(0, [1, 3], false), Stump(0, [3, 1], false), Stump(0, [1, 3], true), Stump(0, [1], false), Stump(1, [1, 3], false), Stump(0, [1, 3], false)], [0]);
        var columns = new SplitColumns(model, Enumerable.Range(0, model.TreeCount));
        Assert.Equal(4, columns.Count);
        Assert.Equal([0, 0, 1, 2, 3, 0], model.Roots.ToArray().Select(columns.Column));

        static DecisionTree Stump(int feature, int[] categories, bool missingLeft)
        {
            var tree = new DecisionTreeBuilder(3);
            tree.SplitCategories(0, feature, categories, left: 1, right: 2, missingLeft);
            tree.Leaf(1, 1);
            tree.Leaf(2, 2);
            return tree.Build();
        }
    }

    [Fact]
    public void Predict_RandomTreesInSingle_SumsInOrder()
    {
        var random = new Random(1);
        MadeTree[] trees = [.. Enumerable.Range(0, 40).Select(_ => new MadeTree(random, 5, random.Next(11), 0.1))];
        var model = new TreeEnsemble(5, [.. trees.Select(tree => tree.Build(0))], [0.1], new TreeEnsembleOptions { SumsInSingle = true });
        float[] rows = MadeTree.Rows(random, Rows, 5);
        float[] expected = [.. rows.Chunk(5).Select(row => trees.Aggregate(0.1f, (sum, tree) => sum + (float)tree.Leaf(row)))];
        Assert.Equal(expected, model.Predict(rows));
        Assert.Equal(expected[..3], model.Predict(rows.AsSpan(0, 15)));
        Assert.Equal(0, ModelAssert.AllocatedWhenWarm(model, rows));
        Parallel.For(0, 20, _ => Assert.Equal(expected, model.Predict(rows)));
    }
}
