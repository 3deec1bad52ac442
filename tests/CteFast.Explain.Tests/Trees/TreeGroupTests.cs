using CteFast.Data;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Trees;

/// <summary>Groups of columns of tree ensembles by every door; their values are those of <see cref="TreeExplainerTests"/>.</summary>
public sealed class TreeGroupTests
{
    [Fact]
    public void Create_GroupsOfTrees_AreExactAndSaved()
    {
        var random = new Random(9);
        const int d = 5;
        MadeTree[] trees = [.. Enumerable.Range(0, 6).Select(_ => new MadeTree(random, d, 5))];
        TreeEnsemble model = MadeTree.Ensemble(d, trees);
        float[] rows = MadeTree.Rows(random, 4, d);
        Background background = Background.Of(MadeTree.Rows(random, 25, d), d);
        var options = new ExplainOptions { Groups = [new FeatureGroup("both", [1, 3])] };
        Explainer explainer = Explainer.Create(model, background, options);
        Assert.Equal("tree, exact", explainer.Method);
        Explanation walked = explainer.Explain(rows), exact = Explainer.Create(model, background, options with { Method = ExplainMethod.Exact }).Explain(rows);
        Assert.Equal(["x0", "both", "x2", "x4"], walked.FeatureNames);
        Assert.Equal(exact.ShapleyValues.ToArray(), walked.ShapleyValues.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);      // the model sums in single precision
        using var stream = new MemoryStream();
        explainer.Save(stream);
        stream.Position = 0;
        Assert.Equal(walked.ShapleyValues, Explainer.Load(model, stream).Explain(rows).ShapleyValues);
    }

    [Fact]
    public void Create_GroupsOfLinearLeaves_AreRefused()
    {
        var random = new Random(8);
        var tree = new MadeTree(random, 2, 3);
        tree.MakeLinear(random, 2);
        Assert.Contains("leave the groups out", Assert.Throws<ArgumentException>(() =>
            new TreeExplainer(MadeTree.Ensemble(2, [tree]), [1f, 2f], new TreeExplainerOptions { Groups = [new FeatureGroup("g", [0, 1])] })).Message, StringComparison.Ordinal);
    }
}
