using CteFast.Explain.Global.Performance;
using CteFast.Explain.Models;

namespace CteFast.Explain.Tests.Global.Performance;

public sealed class ModelLabelsTests
{
    private static DelegateModel Classifier(int outputs) => new(1, outputs, (_, y) => y.Fill(1f / outputs), outputKind: OutputKind.Probability);

    /// <summary>The same rows, however their classes are written.</summary>
    [Theory]
    [InlineData(3, "0,1,2,0", null)]
    [InlineData(3, "0.0,1.0,2.0,0.0", null)]
    [InlineData(3, "1,2,3,1", "the labels 1 to 3 are taken for the model's classes 0 to 2")]
    [InlineData(3, "a,b,c,a", "in this order: a = 0, b = 1, c = 2")]
    [InlineData(3, " a,b ,c,a", "in this order: a = 0, b = 1, c = 2")]
    [InlineData(3, "-5,10,200,-5", "in this order: -5 = 0, 10 = 1, 200 = 2")]
    public void Of_ClassifierLabels_AreClassesFromZero(int outputs, string labels, string? note)
    {
        ModelLabels of = ModelLabels.Of(Classifier(outputs), labels.Split(','));
        Assert.Equal([0f, 1f, 2f, 0f], of.Values);
        Assert.Equal(outputs, of.Classes.Count);
        if (note is null) Assert.Null(of.Note);
        else Assert.Contains(note, of.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1,1,-1")]
    [InlineData("no,yes,no")]
    [InlineData("False,True,False")]
    [InlineData("1,2,1")]
    public void Of_TwoClasses_TheFirstInOrderIsZero(string labels) => Assert.Equal([0f, 1f, 0f], ModelLabels.Of(Classifier(1), labels.Split(',')).Values);

    [Fact]
    public void Of_NamesOfTheModel_WinOverTheOrder()
    {
        ModelLabels labels = ModelLabels.Of(Classifier(3), ["small", "large", "medium"], ["small", "medium", "large"]);
        Assert.Equal([0f, 2f, 1f], labels.Values);
        Assert.Contains("by the model's names", labels.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "1,3,1", new[] { 0f, 2, 0 })]       // 1 to 3, of which 2 is not in these rows
    [InlineData(3, "0,2,0", new[] { 0f, 2, 0 })]
    public void Of_ClassesThatAreNotAllThere_AreThose(int outputs, string labels, float[] expected) => Assert.Equal(expected, ModelLabels.Of(Classifier(outputs), labels.Split(',')).Values);

    [Theory]
    [InlineData(1, "no,yes,Yes", "3 different labels (Yes, no, yes), but the model has 2 classes; some differ in capitals only")]
    [InlineData(1, "0,1,2", "3 different labels (0, 1, 2), but the model has 2 classes; give labels of its classes")]
    [InlineData(3, "a,b,", "(empty), a, b")]
    [InlineData(2, "a,a", "1 different labels (a)")]
    public void Of_OtherLabels_AreRefused(int outputs, string labels, string message)
    {
        if (labels == "a,b,") Assert.Equal(["", "a", "b"], ModelLabels.Of(Classifier(3), labels.Split(',')).Classes);
        else Assert.Contains(message, Assert.Throws<ArgumentException>(() => ModelLabels.Of(Classifier(outputs), labels.Split(','))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ModelOfNumbers_TakesNumbers()
    {
        var model = new DelegateModel(1, 1, (_, y) => y.Clear());
        Assert.Equal([1.5f, -2], ModelLabels.Of(model, ["1.5", "-2"]).Values);
        Assert.Contains("Row 1: the label \"two\"", Assert.Throws<ArgumentException>(() => ModelLabels.Of(model, ["1.5", "two"])).Message, StringComparison.Ordinal);
    }
}
