using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Models.Trees;

public class TreeEnsembleTests
{
    // x0 < 1 ? (x1 < 2 ? 10 : 20) : 30; missing x0 goes right, missing x1 left.
    private static DecisionTree Tree(int output = 0)
    {
        var tree = new DecisionTreeBuilder(5, output);
        tree.Split(0, 0, SplitComparison.LessThan, 1, left: 1, right: 2);
        tree.Split(1, 1, SplitComparison.LessThan, 2, left: 3, right: 4, missingLeft: true);
        tree.Leaf(2, 30);
        tree.Leaf(3, 10);
        tree.Leaf(4, 20);
        return tree.Build();
    }

    private static DecisionTree Constant(double value)
    {
        var tree = new DecisionTreeBuilder(1);
        tree.Leaf(0, value);
        return tree.Build();
    }

    [Theory]
    [InlineData(0f, 1f, 10f)]
    [InlineData(0f, 2f, 20f)]
    [InlineData(1f, 0f, 30f)]
    [InlineData(float.NaN, 0f, 30f)]
    [InlineData(0f, float.NaN, 10f)]
    [InlineData(float.PositiveInfinity, 0f, 30f)]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity, 20f)]
    public void Predict_OneTree_FollowsTheComparisons(float x0, float x1, float leaf) =>
        Assert.Equal(leaf + 0.5f, new TreeEnsemble(2, [Tree()], [0.5]).Predict([x0, x1])[0]);

    [Fact]
    public void Predict_SingleLeaf_IsConstant() =>
        Assert.Equal([3f, 3f], new TreeEnsemble(1, [Constant(2)], [1]).Predict([float.PositiveInfinity, float.NaN]));

    [Fact]
    public void Predict_NoTrees_IsTheBaseMargin() =>
        Assert.Equal([1f, 2f, 1f, 2f], new TreeEnsemble(1, [], [1, 2]).Predict([0, 0]));

    [Theory]
    [InlineData(TreeEnsembleLink.Identity, OutputKind.Value, OutputKind.Value)]
    [InlineData(TreeEnsembleLink.Logistic, OutputKind.Margin, OutputKind.Probability)]
    [InlineData(TreeEnsembleLink.Softmax, OutputKind.Margin, OutputKind.Probability)]
    [InlineData(TreeEnsembleLink.Exponential, OutputKind.Margin, OutputKind.Value)]
    [InlineData(TreeEnsembleLink.Exponential, OutputKind.Margin, OutputKind.Value, true)]
    [InlineData(TreeEnsembleLink.LogisticShare, OutputKind.Margin, OutputKind.Probability)]
    [InlineData(TreeEnsembleLink.Softplus, OutputKind.Margin, OutputKind.Value)]
    [InlineData(TreeEnsembleLink.SignedSquare, OutputKind.Margin, OutputKind.Value)]
    [InlineData(TreeEnsembleLink.Step, OutputKind.Margin, OutputKind.Value, true)]
    public void WithOutput_Link_TransformsAndSaysSo(TreeEnsembleLink link, OutputKind margin, OutputKind transformed, bool inSingle = false)
    {
        var model = new TreeEnsemble(2, [Tree(1)], [0.25, -11], new() { Link = link, SumsInSingle = inSingle });
        Assert.Equal(margin, model.OutputKind);
        Assert.Equal([0.25f, -1f], model.Predict([0, 0]));

        TreeEnsemble other = model.WithOutput(TreeEnsembleOutput.Transformed);
        Assert.Equal(transformed, other.OutputKind);
        Assert.Equal(TreeEnsembleOutput.Margin, model.Output);
        double total = Math.Exp(0.25) + Math.Exp(-1), first = 1 / (1 + Math.Exp(-0.25)), second = 1 / (1 + Math.Exp(1));
        double[] expected = link switch
        {
            TreeEnsembleLink.Logistic => [first, second],
            TreeEnsembleLink.Softmax => [Math.Exp(0.25) / total, Math.Exp(-1) / total],
            TreeEnsembleLink.Exponential => [Math.Exp(0.25), Math.Exp(-1)],
            TreeEnsembleLink.LogisticShare => [first / (first + second), second / (first + second)],
            TreeEnsembleLink.Softplus => [Math.Log(1 + Math.Exp(0.25)), Math.Log(1 + Math.Exp(-1))],
            TreeEnsembleLink.SignedSquare => [0.0625, -1],
            TreeEnsembleLink.Step => [1, 0],
            _ => [0.25, -1],
        };
        ModelAssert.Close(expected, other.Predict([0, 0]), 0, 5e-7);
    }

    [Fact]
    public void Predict_DeepChain_ReachesItsEnd()
    {
        // Node 2i: x < i ? leaf i : go on. 60 levels, so that lanes arrive at different times.
        const int depth = 60;
        var model = new TreeEnsemble(1, [Chain(depth)], [0]);
        float[] rows = [.. Enumerable.Range(0, 100).Select(i => i * 0.71f - 2)];
        Assert.Equal([.. rows.Select(x => (float)Math.Clamp(Math.Floor(x) + 1, 0, depth))], model.Predict(rows));
        ModelAssert.SameBitsInAnyBatch(model, rows, 40);
    }

    private static DecisionTree Chain(int depth)
    {
        var tree = new DecisionTreeBuilder(2 * depth + 1);
        for (int i = 0; i < depth; i++)
        {
            tree.Split(2 * i, 0, SplitComparison.LessThan, i, left: 2 * i + 1, right: 2 * i + 2);
            tree.Leaf(2 * i + 1, i);
        }

        tree.Leaf(2 * depth, depth);
        return tree.Build();
    }

    [Fact]
    public void LinkScale_Logistic_MultipliesTheMargin() => ModelAssert.Close([1 / (1 + Math.Exp(-3))],
        new TreeEnsemble(1, [Constant(1.5)], [0], new() { Link = TreeEnsembleLink.Logistic, LinkScale = 2 }).WithOutput(TreeEnsembleOutput.Transformed).Predict([0]), 0, 5e-7);

    [Fact]
    public void Predict_ManySmallLeaves_SumsInTheAskedPrecision()
    {
        DecisionTree[] trees = [.. Enumerable.Repeat(Constant(1e-8), 1000)];
        Assert.Equal(1f, new TreeEnsemble(1, trees, [1], new() { SumsInSingle = true }).Predict([0])[0]);
        Assert.Equal((float)(1 + 1e-5), new TreeEnsemble(1, trees, [1]).Predict([0])[0]);
    }

    [Fact]
    public void Predict_TreesOfManyOutputsInDouble_AddToTheirOwn()
    {
        // Trees out of the order of outputs, output 1 without any.
        var model = new TreeEnsemble(2, [Tree(2), Tree(0), Tree(2)], [1, 2, 3]);
        float[] rows = ModelAssert.RandomRows(2 * 150, 3);
        float[] one = new TreeEnsemble(2, [Tree()], [0]).Predict(rows);
        Assert.Equal([.. one.SelectMany(y => new[] { 1 + y, 2, 3 + 2 * y })], model.Predict(rows));
        ModelAssert.SameBitsInAnyBatch(model, rows, 20);
        Assert.Equal(0, ModelAssert.AllocatedWhenWarm(model, rows));
    }

    [Fact]
    public void Constructor_TreeThatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(1, [Tree()], [0]));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [Tree(1)], [0]));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [], []));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [], [double.NaN]));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [], [0], new() { FeatureNames = ["a"] }));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [], [0], new() { Link = TreeEnsembleLink.Softmax }));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [], [0], new() { LinkScale = 0 }));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [Constant(1e39)], [0], new() { SumsInSingle = true }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TreeEnsemble(0, [], [0]));
    }
}
