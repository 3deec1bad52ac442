using CteFast.Explain.Models;

namespace CteFast.Explain.Tests.Models;

public class DelegateModelTests
{
    private static void Sum(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
            outputs[i] = rows[2 * i] + rows[2 * i + 1];
    }

    [Fact]
    public void Predict_Rows_CallsTheFunction()
    {
        var model = new DelegateModel(2, 1, Sum, ["a", "b"], OutputKind.Margin);
        Assert.Equal([3f, 7f], model.Predict([1, 2, 3, 4]));
        Assert.Equal(["a", "b"], model.FeatureNames);
        Assert.Equal(OutputKind.Margin, model.OutputKind);
        Assert.Empty(new DelegateModel(2, 1, Sum).FeatureNames);
    }

    [Fact]
    public void Predict_NoRows_DoesNotCallTheFunction() =>
        new DelegateModel(2, 1, (_, _) => Assert.Fail("called")).Predict([], []);

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    public void Predict_LengthsThatDoNotFit_Throws(int values, int outputs)
    {
        var model = new DelegateModel(2, 1, Sum);
        Assert.Throws<ArgumentException>(() => model.Predict(new float[values], new float[outputs]));
    }

    [Fact]
    public void Constructor_BadArguments_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DelegateModel(0, 1, Sum));
        Assert.Contains("Two features are called \"a\"", Assert.Throws<ArgumentException>(() => new DelegateModel(2, 1, Sum, ["a", "a"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DelegateModel(1, 0, Sum));
        Assert.Throws<ArgumentNullException>(() => new DelegateModel(1, 1, null!));
        Assert.Throws<ArgumentException>(() => new DelegateModel(2, 1, Sum, ["a"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DelegateModel(2, 1, Sum, outputKind: (OutputKind)3));
    }
}
