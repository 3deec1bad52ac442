using CteFast.Explain.Averaging;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;

namespace CteFast.Explain.Tests.Averaging;

public sealed class BackgroundRegressionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void None_Values_MeanAndItsStandardError(int count)
    {
        float[] values = ModelAssert.RandomRows(count, 4);
        (double mean, double error) = Estimate(BackgroundRegression.None(count), [.. values]);
        double expected = values.Average(value => (double)value);
        Assert.Equal(expected, mean, 1e-12);
        Assert.Equal(Math.Sqrt(values.Sum(value => (value - expected) * (value - expected)) / (count - 1) / count), error, 1e-12);
    }

    // Root-mean-square errors of 200 samples' means. Measured: model 0.71, 0.70, 0.86 (fewer rows than features); a feature 0, 0, 0.76; noise 1.2, 1.01, 1.05.
    [Theory]
    [InlineData(8, 3, 0.8, 0.01, 1.3)]
    [InlineData(36, 12, 0.8, 0.01, 1.1)]
    [InlineData(15, 30, 1, 0.9, 1.15)]
    public void Fit_RandomSamples_ErrorOfTheMeanFallsAndNoiseDoesNoHarm(int count, int d, double ofModel, double ofFeature, double ofNoise)
    {
        float[] data = ModelAssert.RandomRows(500 * d, 5), noise = ModelAssert.RandomRows(500, 7);
        float[] feature = [.. data.Chunk(d).Select(row => row[0])];
        Assert.InRange(Ratio(MadeModel.Random(d, 1, 3).Predict(data)), 0, ofModel);
        Assert.InRange(Ratio(feature), 0, ofFeature);
        Assert.InRange(Ratio(noise), 0, ofNoise);

        double Ratio(float[] outputs)
        {
            double truth = outputs.Average(output => (double)output), plain = 0, adjusted = 0;
            for (int seed = 0; seed < 200; seed++)
            {
                int[] indices = [.. Enumerable.Range(0, 500)];
                new Random(seed).Shuffle(indices);
                Background background = MadeBackground.Of(data, d, indices[..count]);
                double[] sample = [.. indices[..count].Select(i => (double)outputs[i])], weights = BackgroundRegression.Fit(background, sample).Weights;
                Assert.Equal(1, weights.Sum(), 1e-10);
                plain += Math.Pow(sample.Average() - truth, 2);
                adjusted += Math.Pow(weights.Zip(sample, (w, f) => w * f).Sum() - truth, 2);
            }

            return Math.Sqrt(adjusted / plain);
        }
    }

    [Fact]
    public void Fit_FewRowsOrFeaturesThatAreAllConstant_IsThePlainMean()
    {
        Background few = MadeBackground.Uniform(ModelAssert.RandomRows(100, 1), 1, 7, 1);
        Assert.All(BackgroundRegression.Fit(few, new double[7]).Weights, weight => Assert.Equal(1.0 / 7, weight));
        Background constant = MadeBackground.Uniform(Enumerable.Repeat(3f, 40).ToArray(), 2, 10, 1);
        Assert.All(BackgroundRegression.Fit(constant, new double[10]).Weights, weight => Assert.Equal(0.1, weight, 1e-15));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(20)]
    public void Invert_PositiveDefinite_TimesItIsTheUnit(int n)
    {
        float[] factor = ModelAssert.RandomRows(n * n, 3);
        double[] matrix = new double[n * n];
        for (int i = 0; i < n * n; i++)
        {
            for (int k = 0; k < n; k++) matrix[i] += factor[i / n * n + k] * factor[i % n * n + k];
            if (i / n == i % n) matrix[i] += 0.1;
        }

        double[] inverse = (double[])matrix.Clone();
        SymmetricInverse.Invert(inverse, n);
        for (int i = 0; i < n * n; i++)
        {
            double product = Enumerable.Range(0, n).Sum(k => matrix[i / n * n + k] * inverse[k * n + i % n]);
            // The condition number is below 4 n² / 0.1: 1e-16 times that, with room.
            Assert.Equal(i / n == i % n ? 1 : 0, product, 1e-10);
        }
    }

    private static (double Mean, double Error) Estimate(BackgroundRegression adjustment, double[] values) => adjustment.Estimate(values, 1, new double[adjustment.ScratchLength]);
}
