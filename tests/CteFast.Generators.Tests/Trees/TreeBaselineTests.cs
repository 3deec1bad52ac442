using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Trees;

public sealed class TreeBaselineTests
{
    [Theory]
    [InlineData("Regression", "reg:squarederror", 0)]
    [InlineData("Multiclass", "multi:softprob", 3)]
    public void Emit_Model_GivesTheBaseline(string name, string objective, int classes)
    {
        GeneratorRun run = GeneratorRun.OfTrees([ModelText.Of(ModelText.Small(objective, trees: 9, classes: classes))], ModelText.Class);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.AllProblems);
        GeneratedSourceResult emitted = Assert.Single(run.Result.GeneratedSources);
        Assert.Equal("User.PriceModel.g.cs", emitted.HintName);
        Baseline.Check(emitted, "Trees", name, typeof(TreeModelGenerator));
    }

    [Fact]
    public void Emit_SplitsByCategory_GivesTheBaseline()
    {
        GeneratorRun run = GeneratorRun.OfTrees([ModelText.Of(ModelText.Categorical())], ModelText.Class);
        Assert.Empty(run.AllProblems);
        Baseline.Check(Assert.Single(run.Result.GeneratedSources), "Trees", "Categorical", typeof(TreeModelGenerator));
    }

    [Fact]
    public void Emit_ForeignCulture_IsTheSame()
    {
        string Emitted() => GeneratorRun.OfTrees([ModelText.Of(ModelText.Small())], ModelText.Class).Emitted.Single();
        string expected = Emitted();
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            var german = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NegativeSign = "−";
            System.Globalization.CultureInfo.CurrentCulture = german;
            Assert.Equal(expected, Emitted());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }
}
