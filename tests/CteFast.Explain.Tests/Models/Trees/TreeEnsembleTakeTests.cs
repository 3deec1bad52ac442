using CteFast.Explain.Models.Reading.LightGbm;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading.LightGbm;

namespace CteFast.Explain.Tests.Models.Trees;

public class TreeEnsembleTakeTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    public void Take_Iterations_IsTheModelTrainedSoFar(int outputs, bool isAverage)
    {
        for (int taken = 0; taken <= 5; taken++)
        {
            // The same seed grows the same first trees.
            var all = new MadeLightGbm(7, outputs, iterations: 5) { IsAverage = isAverage };
            TreeEnsemble model = LightGbmReader.Read(all.Utf8(), "all");
            Assert.Equal(5, model.IterationCount);
            TreeEnsemble first = model.Take(taken);
            Assert.Equal((taken * outputs, taken * outputs, 5 * outputs), (first.TreeCount, first.Info.TreesUsed, first.Info.TreesInFile));
            if (taken == 0)
                continue;
            TreeEnsemble expected = LightGbmReader.Read(new MadeLightGbm(7, outputs, iterations: taken) { IsAverage = isAverage }.Utf8(), "first");
            float[] rows = MadeLightGbm.Rows(200, taken);
            ModelAssert.Close([.. expected.Predict(rows).Select(value => (double)value)], first.Predict(rows), 1e-12, isAverage ? 2e-7 : 0);
        }
    }

    [Fact]
    public void Take_RealModel_SumsTheFirstTrees()
    {
        TreeEnsemble model = XgboostReader.ReadFile(TestData.Path("real/breast_cancer_xgb.json"));
        float[] rows = ModelAssert.RandomRows(50 * 30, 1);
        Assert.Equal(model.Predict(rows), model.Take(model.IterationCount).Predict(rows));
        Assert.NotEqual(model.Predict(rows), model.Take(10).Predict(rows));
        Assert.True(model.Take(10).HasCovers);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Take(model.IterationCount + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Take(-1));
    }

    [Fact]
    public void Take_TreesInNoOrder_IsRefused()
    {
        static DecisionTree Leaf(int output)
        {
            var tree = new DecisionTreeBuilder(1, output);
            tree.Leaf(0, 1);
            return tree.Build();
        }

        Assert.Throws<InvalidOperationException>(() => new TreeEnsemble(1, [Leaf(0), Leaf(1), Leaf(1), Leaf(0)], [0, 0]).Take(1));
    }
}
