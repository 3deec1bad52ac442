using CteFast.Attribution.Evaluation;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Tests.Evaluation;

public sealed class MislabellingTests
{
    [Fact]
    public void Of_Fraction_ChangesThatManyClasses()
    {
        LabelledData<double> data = Made.Classes(200, 3, 4, seed: 1);
        Mislabelling<double> wrong = Mislabelling<double>.Of(data, 4, 0.1, seed: 2);
        int[] changed = [.. Enumerable.Range(0, 200).Where(i => data.Target(i)[0] != wrong.Data.Target(i)[0])];
        Assert.Equal(20, changed.Length);
        Assert.Equal(wrong.Rows, changed);
        Assert.All(wrong.Data.Targets.ToArray(), label => Assert.Contains(label, new[] { 0.0, 1, 2, 3 }));
        Assert.Equal(data.Features.ToArray(), wrong.Data.Features.ToArray());
        Assert.Equal(wrong.Rows, Mislabelling<double>.Of(data, 4, 0.1, seed: 2).Rows);
        Assert.NotEqual(wrong.Rows, Mislabelling<double>.Of(data, 4, 0.1, seed: 3).Rows);
    }

    [Fact]
    public void Found_Scores_CountsTheLowestSums()
    {
        var data = new LabelledData<double>([1, 2, 3, 4], 1, [0, 0, 1, 1]);
        var wrong = new Mislabelling<double>(data, [1, 3]);
        Assert.Equal(1, wrong.Found([5, -9, 1, 1, 0, 0, -3, 9], 2));
        Assert.Equal(2, wrong.Found([5, -9, 1, 1, 0, 0, 3, -9], 2));
        Assert.Equal(0, wrong.Found([-5, 9, -1, 1], 2));
    }
}
