using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Models.Trees;

public class TreeEnsembleTests
{
    // x0 < 1 ? (x1 < 2 ? 10 : 20) : 30; missing x0 goes right, missing x1 left.
    private static DecisionTree Tree(int output = 0) =>
        new(output, [1, 3, -1, -1, -1], [2, 4, -1, -1, -1], [0, 1, 0, 0, 0], [1, 2, 30, 10, 20], [false, true, false, false, false]);

    [Theory]
    [InlineData(0f, 1f, 10f)]
    [InlineData(0f, 2f, 20f)]
    [InlineData(1f, 0f, 30f)]
    [InlineData(float.NaN, 0f, 30f)]
    [InlineData(0f, float.NaN, 10f)]
    [InlineData(float.PositiveInfinity, 0f, 30f)]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity, 20f)]
    public void Predict_OneTree_FollowsTheComparisons(float x0, float x1, float leaf) =>
        Assert.Equal(leaf + 0.5f, new TreeEnsemble(2, [Tree()], [0.5f], TreeEnsembleLink.Identity).Predict([x0, x1])[0]);

    [Fact]
    public void Predict_SingleLeaf_IsConstant() =>
        Assert.Equal([3f, 3f], new TreeEnsemble(1, [new DecisionTree(0, [-1], [-1], [0], [2f], [false])], [1f], TreeEnsembleLink.Identity).Predict([float.PositiveInfinity, float.NaN]));

    [Fact]
    public void Predict_NoTrees_IsTheBaseMargin() =>
        Assert.Equal([1f, 2f, 1f, 2f], new TreeEnsemble(1, [], [1f, 2f], TreeEnsembleLink.Identity).Predict([0, 0]));

    [Theory]
    [InlineData(TreeEnsembleLink.Identity, "value", "value")]
    [InlineData(TreeEnsembleLink.Logistic, "margin", "probability")]
    [InlineData(TreeEnsembleLink.Softmax, "margin", "probability")]
    [InlineData(TreeEnsembleLink.Exponential, "margin", "value")]
    public void WithOutput_Link_TransformsAndSaysSo(TreeEnsembleLink link, string margin, string transformed)
    {
        var model = new TreeEnsemble(2, [Tree(1)], [0.25f, -11f], link);
        Assert.Equal(margin, model.OutputKind);
        Assert.Equal([0.25f, -1f], model.Predict([0, 0]));

        TreeEnsemble other = model.WithOutput(TreeEnsembleOutput.Transformed);
        Assert.Equal(transformed, other.OutputKind);
        Assert.Equal(TreeEnsembleOutput.Margin, model.Output);
        double total = Math.Exp(0.25) + Math.Exp(-1);
        double[] expected = link switch
        {
            TreeEnsembleLink.Logistic => [1 / (1 + Math.Exp(-0.25)), 1 / (1 + Math.Exp(1))],
            TreeEnsembleLink.Softmax => [Math.Exp(0.25) / total, Math.Exp(-1) / total],
            TreeEnsembleLink.Exponential => [Math.Exp(0.25), Math.Exp(-1)],
            _ => [0.25, -1],
        };
        ModelAssert.Close(expected, other.Predict([0, 0]), 0, 5e-7);
    }

    [Fact]
    public void Predict_DeepChain_ReachesItsEnd()
    {
        // Node 2i: x < i ? leaf i : go on. 60 levels, so that lanes arrive at different times.
        const int depth = 60;
        int[] left = new int[2 * depth + 1], right = new int[left.Length];
        var values = new float[left.Length];
        for (int i = 0; i < depth; i++)
        {
            (left[2 * i], right[2 * i], values[2 * i]) = (2 * i + 1, 2 * i + 2, i);
            (left[2 * i + 1], right[2 * i + 1], values[2 * i + 1]) = (-1, -1, i);
        }

        (left[^1], right[^1], values[^1]) = (-1, -1, depth);
        var model = new TreeEnsemble(1, [new DecisionTree(0, left, right, new int[left.Length], values, new bool[left.Length])], [0f], TreeEnsembleLink.Identity);
        float[] rows = [.. Enumerable.Range(0, 100).Select(i => i * 0.71f - 2)];
        Assert.Equal([.. rows.Select(x => (float)Math.Clamp(Math.Floor(x) + 1, 0, depth))], model.Predict(rows));
        ModelAssert.SameBitsInAnyBatch(model, rows, 40);
    }

    [Fact]
    public void Tree_UnreachableNodes_AreDropped()
    {
        var tree = new DecisionTree(0, [3, -1, 7, -1, -1], [4, -1, 8, -1, -1], [0, 0, int.MaxValue, 0, 0], [0, 0, float.NaN, 1, 2], new bool[5]);
        Assert.Equal(3, tree.Nodes.Length);
    }

    [Fact]
    public void Tree_NotATree_Throws()
    {
        static void Refused(int[] left, int[] right, int[]? features = null, float[]? values = null) =>
            Assert.Throws<ArgumentException>(() => new DecisionTree(0, left, right, features ?? new int[left.Length], values ?? new float[left.Length], new bool[left.Length]));
        Refused([], []);
        Refused([0], [0]);
        Refused([1, 0, -1], [2, 2, -1]);
        Refused([1, -1, -1], [1, -1, -1]);
        Refused([1, -1, -1], [3, -1, -1]);
        Refused([1, -1, -1], [-1, -1, -1]);
        Refused([-2, -1, -1], [1, -1, -1]);
        Refused([1, -1, -1], [2, -1]);
        Refused([1, -1, -1], [2, -1, -1], features: [-1, 0, 0]);
        Refused([1, -1, -1], [2, -1, -1], values: [float.NaN, 0, 0]);
        Refused([1, -1, -1], [2, -1, -1], values: [0, 0, float.PositiveInfinity]);
    }

    [Fact]
    public void Constructor_TreeThatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(1, [Tree()], [0f], TreeEnsembleLink.Identity));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [Tree(1)], [0f], TreeEnsembleLink.Identity));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [], [], TreeEnsembleLink.Identity));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [], [float.NaN], TreeEnsembleLink.Identity));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(2, [], [0f], TreeEnsembleLink.Identity, ["a"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TreeEnsemble(0, [], [0f], TreeEnsembleLink.Identity));
    }
}
