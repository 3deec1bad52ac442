using CteFast.Data;
using CteFast.Kernels;
using CteFast.Thinning;

namespace CteFast.Tests.Thinning;

public class ThinningArgumentTests
{
    private readonly PointSet<float> _points = RandomPoints.PointsSingle(20, 3, seed: 0);
    private readonly KernelThinning<GaussianKernel, float> _thinning = new(new GaussianKernel(6));

    public static TheoryData<int> Strangers => [20, -1, int.MinValue, int.MaxValue];

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Input_IndexOfNoPoint_Throws(int stranger)
    {
        int[] input = [0, 1, 2, stranger], coreset = new int[2];
        double[] uniforms = new double[4];
        var random = new Pcg64(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Halve(_points, input, 0.5, uniforms, new int[2], new int[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Split(_points, input, 1, 0.5, uniforms, new int[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Thin(_points, input, 1, new ThinningOptions(), uniforms, coreset));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.HalveSymmetrized(_points, input, 0.5, swap: true, ref random));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.HalveFour(_points, input, new ThinningOptions(), 0, coreset));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Best(_points, input, [0, 1], [1, 2], new ThinningOptions(), coreset));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Swap(_points, input, new ThinningOptions(), [0, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Refine(_points, input));
    }

    [Fact]
    public void Coreset_PointTwice_ThrowsWherePointsMustBeUnique()
    {
        int[] input = [.. Enumerable.Range(0, 20)];
        Assert.Throws<ArgumentException>(() => _thinning.Refine(_points, [1, 2, 1]));
        Assert.Throws<ArgumentException>(() => _thinning.Swap(_points, input, new ThinningOptions { Unique = true }, [1, 2, 1]));
        Assert.True(_thinning.Swap(_points, input, new ThinningOptions(), [1, 1, 1]));
    }

    [Fact]
    public void Coreset_PointNotOfTheInput_Throws()
    {
        int[] input = [0, 1, 2, 3];
        Assert.Throws<ArgumentException>(() => _thinning.Swap(_points, input, new ThinningOptions(), [0, 4]));
        Assert.Throws<ArgumentException>(() => _thinning.Swap(_points, input, new ThinningOptions { Unique = true }, [0, 1], [2, 4]));
        Assert.Throws<ArgumentException>(() => _thinning.Best(_points, input, [0, 4], [1, 2], new ThinningOptions(), new int[2]));
        Assert.Throws<ArgumentException>(() => _thinning.Best(_points, input, [0, 1], [1, 4], new ThinningOptions(), new int[2]));
    }

    /// <summary>Few indices are looked for one by one, many through a map: both ways find the first of equal ones.</summary>
    [Fact]
    public void Coreset_FoundEitherWay_IsTheSame()
    {
        PointSet<float> many = RandomPoints.PointsSingle(2000, 2, seed: 3), few = RandomPoints.PointsSingle(2000, 2, seed: 3);
        var thinning = new KernelThinning<GaussianKernel, float>(new GaussianKernel(2));
        int[] input = [.. Enumerable.Range(0, 900).Select(i => 3 * i % 1999)];
        int[] first = [.. input.Take(2)], all = [.. input.Take(300)];
        Assert.Equal(2, first.Distinct().Count());
        thinning.Swap(few, input, new ThinningOptions(), first);
        Assert.All(first, i => Assert.Contains(i, input));
        Assert.True(thinning.Swap(many, input, new ThinningOptions { Unique = true }, all));
        Assert.Equal(300, all.Distinct().Count());
        Assert.All(all, i => Assert.Contains(i, input));
        foreach (int missing in (int[])[-1, 2000, 1999])
        {
            Assert.DoesNotContain(missing, input);
            int[] wrong = [.. input.Take(300)];
            wrong[7] = missing;
            Assert.Throws<ArgumentException>(() => thinning.Swap(many, input, new ThinningOptions(), wrong));
        }
    }

    [Fact]
    public void Lengths_ThatDoNotFit_Throw()
    {
        int[] input = [.. Enumerable.Range(0, 12)];
        double[] uniforms = new double[18];
        var random = new Pcg64(0);
        Assert.Throws<ArgumentException>(() => _thinning.Halve(_points, input.AsSpan(1), 0.5, uniforms, new int[5], new int[6]));
        Assert.Throws<ArgumentException>(() => _thinning.Halve(_points, input, 0.5, uniforms, new int[5], new int[6]));
        Assert.Throws<ArgumentException>(() => _thinning.Halve(_points, input, 0.5, uniforms.AsSpan(13), new int[6], new int[6]));
        Assert.Throws<ArgumentException>(() => _thinning.Split(_points, input, 3, 0.5, uniforms, new int[12]));
        Assert.Throws<ArgumentException>(() => _thinning.Split(_points, input, 2, 0.5, uniforms.AsSpan(7), new int[12]));
        Assert.Throws<ArgumentException>(() => _thinning.Split(_points, input, 2, 0.5, uniforms, new int[11]));
        Assert.Throws<ArgumentException>(() => _thinning.Thin(_points, input, 2, new ThinningOptions(), uniforms, new int[4]));
        Assert.Throws<ArgumentException>(() => _thinning.Thin(_points, [], 1, new ThinningOptions(), uniforms, []));
        Assert.Throws<ArgumentException>(() => _thinning.HalveSymmetrized(_points, new int[5], 0.5, swap: true, ref random));
        Assert.Throws<ArgumentException>(() => _thinning.HalveFour(_points, input, new ThinningOptions(), 0, new int[2]));
        Assert.Throws<ArgumentException>(() => _thinning.Best(_points, input, [0, 1], [1, 2, 3], new ThinningOptions(), new int[2]));
        Assert.Throws<ArgumentException>(() => _thinning.Best(_points, input, [0], [1, 2], new ThinningOptions(), new int[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Thin(_points, input, -1, new ThinningOptions(), uniforms, new int[12]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Delta_NoProbability_Throws(double delta)
    {
        int[] input = [.. Enumerable.Range(0, 12)];
        double[] uniforms = new double[18];
        var random = new Pcg64(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Halve(_points, input, delta, uniforms, new int[6], new int[6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Split(_points, input, 2, delta, uniforms, new int[12]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.Thin(_points, input, 2, new ThinningOptions { Delta = delta }, uniforms, new int[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _thinning.HalveSymmetrized(_points, input, delta, swap: true, ref random));
    }
}
