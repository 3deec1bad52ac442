using CteFast.Explain.Global.Effects;
using CteFast.Explain.Models;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;

namespace CteFast.Explain.Tests.Global.Effects;

/// <summary>Effects against plain sums in double, and what must hold for any model.</summary>
public sealed class FeatureEffectsTests
{
    private const int D = 4, Rows = 300;
    private static readonly float[] Data = ModelAssert.RandomRows(Rows * D, 3);
    private static readonly DelegateModel Model = MadeModel.Random(D, 2, 5);
    private static readonly FeatureGrid Grid = FeatureGrid.Of(1, [-1.5f, -0.5f, 0.25f, 1f]), Second = FeatureGrid.Of(3, [-1f, 0f, 1.5f]);

    private static EffectRows All(IModel model, int batch = 1024, int threads = 1) =>
        EffectRows.Create(model, MadeBackground.All(Data, D), null, new() { MaxBatchRows = batch, Threads = threads });

    private static EffectRows Sampled(IModel model, int size, int reference, int seed) =>
        EffectRows.Create(model, MadeBackground.Uniform(Data, D, size, seed), reference > 0 ? MadeBackground.Uniform(Data, D, reference, seed + 1000) : null, new());

    /// <summary>Mean prediction over all rows with features set, in double.</summary>
    private static double[] Oracle(DelegateModel model, params (int Feature, float Value)[] settings)
    {
        float[] rows = [.. Data];
        foreach ((int feature, float value) in settings)
        {
            for (int i = feature; i < rows.Length; i += D) rows[i] = value;
        }

        float[] outputs = model.Predict(rows);
        return [.. Enumerable.Range(0, model.OutputCount).Select(output => outputs.Where((_, i) => i % model.OutputCount == output).Average(value => (double)value))];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public void PartialDependence_AnyBatch_IsTheMeanPrediction(int batch)
    {
        FeatureEffect curve = PartialDependence.Compute(All(Model, batch), Grid), surface = PartialDependence.Compute(All(Model, batch), Grid, Second);
        Assert.Equal((4, 12, 4 * Rows), (curve.PointCount, surface.PointCount, curve.Cost.ModelRows));
        for (int p = 0; p < 4; p++)
        {
            double[] expected = Oracle(Model, (1, Grid.Points[p]));
            for (int output = 0; output < 2; output++) Assert.Equal(expected[output], curve.Values(output)[p], 1e-6);
            for (int q = 0; q < 3; q++)
            {
                expected = Oracle(Model, (1, Grid.Points[p]), (3, Second.Points[q]));
                for (int output = 0; output < 2; output++) Assert.Equal(expected[output], surface.Values(output)[p * 3 + q], 1e-6);
            }
        }
    }

    /// <summary>What the model adds up from other features is the same for every point: with its mean known the curve is exact from any rows.</summary>
    [Fact]
    public void PartialDependence_ControlledByAllData_IsExactWhereTheFeatureDoesNothing()
    {
        DelegateModel model = MadeModel.Of(D, x => x[0] * x[2] + x[3]);
        FeatureEffect controlled = PartialDependence.Compute(EffectRows.Create(model, MadeBackground.Uniform(Data, D, 10, 1), MadeBackground.All(Data, D), new()), Grid);
        FeatureEffect plain = PartialDependence.Compute(Sampled(model, 10, 0, 1), Grid);
        double exact = Oracle(model, (1, 0))[0];
        Assert.All(controlled.Values().ToArray(), value => Assert.Equal(exact, value, 1e-6));
        Assert.All(controlled.StandardErrors().ToArray(), error => Assert.Equal(0, error, 1e-6));
        Assert.All(plain.Values().ToArray(), value => Assert.True(Math.Abs(value - exact) > 0.01));
    }

    [Fact]
    public void PartialDependence_Controlled_HasASmallerError()
    {
        double Error(int reference) => Enumerable.Range(0, 40).Average(seed =>
        {
            FeatureEffect effect = PartialDependence.Compute(Sampled(Model, 20, reference, seed), Grid);
            return Enumerable.Range(0, 4).Average(p => Math.Abs(effect.Values()[p] - Oracle(Model, (1, Grid.Points[p]))[0]));
        });
        double plain = Error(0), controlled = Error(300);
        // The curve's feature is one of four that matter alike: the least favourable case.
        Assert.True(controlled < 0.9 * plain, $"{controlled} with a control variate, {plain} without");
    }

    // Nominal: 95 %, of Student's t with 18 or 17 degrees of freedom 93-94 %; drawing 20 or 100 of 300 rows without replacement makes errors 3 or 18 % smaller than assumed.
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void StandardErrors_UniformRows_CoverTheMeanOfAllData(int reference)
    {
        int covered = 0, total = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            FeatureEffect effect = PartialDependence.Compute(Sampled(Model, 20, reference, seed), Grid);
            for (int p = 0; p < 4; p++, total++)
                covered += Math.Abs(effect.Values()[p] - Oracle(Model, (1, Grid.Points[p]))[0]) <= 1.96 * effect.StandardErrors()[p] ? 1 : 0;
        }

        Assert.InRange((double)covered / total, 0.88, 0.985);
    }

    [Fact]
    public void AccumulatedLocal_AdditiveModel_IsTheCentredTermAndNoInteraction()
    {
        DelegateModel model = MadeModel.Of(D, x => MathF.Sin(x[1]) + x[0] * x[2] + 2 * x[3]);
        EffectRows effects = All(model);
        FeatureGrid edges = effects.Quantiles(1, 8), other = effects.Quantiles(3, 5);
        double[] values = AccumulatedLocalEffects.Compute(effects, edges).Values().ToArray();
        for (int p = 1; p < values.Length; p++)
            Assert.Equal(Math.Sin(edges.Points[p]) - Math.Sin(edges.Points[p - 1]), values[p] - values[p - 1], 1e-5);
        Assert.All(AccumulatedLocalEffects.Compute(effects, edges, other).Values().ToArray(), value => Assert.Equal(0, value, 1e-5));
    }

    /// <summary>The interaction of x·y is (x − a)(y − b): its second differences are the products of the bins' widths, and it has neither rows' means nor main effects.</summary>
    [Fact]
    public void AccumulatedLocalSurface_Product_HasTheProductsSecondDifferences()
    {
        DelegateModel model = MadeModel.Of(D, x => x[1] * x[3] + 3 * x[1] + x[0]);
        EffectRows effects = All(model);
        FeatureGrid first = effects.Quantiles(1, 6), second = effects.Quantiles(3, 4);
        AccumulatedLocalEffects surface = AccumulatedLocalEffects.Compute(effects, first, second);
        double Value(int p, int q) => surface.Values()[p * second.Points.Length + q];
        for (int p = 1; p < first.Points.Length; p++)
        {
            for (int q = 1; q < second.Points.Length; q++)
            {
                double width = (first.Points[p] - first.Points[p - 1]) * (second.Points[q] - second.Points[q - 1]);
                Assert.Equal(width, Value(p, q) - Value(p - 1, q) - Value(p, q - 1) + Value(p - 1, q - 1), 1e-5);
            }
        }

        AssertCentred(surface, first, second);
        Assert.Equal(Rows, surface.Counts.Sum());
        Assert.Equal(4 * Rows, surface.Cost.ModelRows);
    }

    /// <summary>A model whose interaction differs from row to row, against the definition summed anew.</summary>
    [Fact]
    public void AccumulatedLocalSurface_AnyModel_HasTheMeanSecondDifferencesAndNoMainEffects()
    {
        EffectRows effects = All(Model);
        FeatureGrid first = effects.Quantiles(1, 3), second = effects.Quantiles(3, 4);
        AccumulatedLocalEffects surface = AccumulatedLocalEffects.Compute(effects, first, second);
        for (int p = 1; p < first.Points.Length; p++)
        {
            for (int q = 1; q < second.Points.Length; q++)
            {
                double sum = 0;
                int count = 0;
                for (int i = 0; i < Rows; i++)
                {
                    float[] row = Data[(i * D)..((i + 1) * D)];
                    if (Bin(first, row[1]) != p || Bin(second, row[3]) != q) continue;
                    count++;
                    foreach (int a in new[] { 0, 1 })
                    {
                        foreach (int b in new[] { 0, 1 })
                        {
                            (row[1], row[3]) = (first.Points[p - a], second.Points[q - b]);
                            sum += (a == b ? 1 : -1) * Model.Predict(row)[0];
                        }
                    }
                }

                int width = second.Points.Length;
                ReadOnlySpan<double> values = surface.Values();
                double actual = values[p * width + q] - values[(p - 1) * width + q] - values[p * width + q - 1] + values[(p - 1) * width + q - 1];
                Assert.Equal(count, surface.Counts[(p - 1) * (width - 1) + q - 1]);
                Assert.Equal(sum / count, actual, 1e-5);
            }
        }

        AssertCentred(surface, first, second);
    }

    private static int Bin(FeatureGrid grid, float value) => Math.Max(1, grid.Points.ToArray().TakeWhile(edge => edge < value).Count());

    /// <summary>Along each bin of either feature the mean change over its rows is 0, and so is the mean over all rows.</summary>
    private static void AssertCentred(FeatureEffect surface, FeatureGrid first, FeatureGrid second)
    {
        int width = second.Points.Length;
        double mean = 0;
        double[] outer = new double[first.Points.Length], inner = new double[width];
        for (int i = 0; i < Rows; i++)
        {
            int p = Bin(first, Data[i * D + 1]), q = Bin(second, Data[i * D + 3]);
            double Value(int a, int b) => surface.Values()[a * width + b];
            mean += Value(p, q) + Value(p - 1, q) + Value(p, q - 1) + Value(p - 1, q - 1);
            outer[p] += Value(p, q) + Value(p, q - 1) - Value(p - 1, q) - Value(p - 1, q - 1);
            inner[q] += Value(p, q) + Value(p - 1, q) - Value(p, q - 1) - Value(p - 1, q - 1);
        }

        Assert.All([mean, .. outer, .. inner], value => Assert.Equal(0, value, 1e-8));
    }

    [Fact]
    public void AccumulatedLocal_Levels_IsTheMeanChangeOverRowsOfEitherLevel()
    {
        float[] data = [.. Data];
        for (int i = 1; i < data.Length; i += D) data[i] = MathF.Round(Data[i]);
        var effects = EffectRows.Create(Model, MadeBackground.All(data, D), null, new());
        FeatureGrid levels = FeatureGrid.OfLevels(1, [1, -1, 0, 2, -2]);
        AccumulatedLocalEffects effect = AccumulatedLocalEffects.Compute(effects, levels);
        double centre = 0;
        for (int p = 0; p < 5; p++)
        {
            float[][] rows = [.. data.Chunk(D).Where(row => row[1] == levels.Points[p] || (p > 0 && row[1] == levels.Points[p - 1]))];
            centre += data.Chunk(D).Count(row => row[1] == levels.Points[p]) * effect.Values()[p];
            if (p == 0) continue;
            double change = rows.Average(row => (double)Model.Predict([row[0], levels.Points[p], row[2], row[3]])[0] - Model.Predict([row[0], levels.Points[p - 1], row[2], row[3]])[0]);
            Assert.Equal(change, effect.Values()[p] - effect.Values()[p - 1], 1e-6);
            Assert.Equal(rows.Length, effect.Counts[p - 1]);
        }

        Assert.Equal(0, centre, 1e-6);
    }

    [Fact]
    public void AccumulatedLocal_EmptyBin_TakesTheNearest()
    {
        DelegateModel model = MadeModel.Of(D, x => x[1] * x[1]);
        var effects = EffectRows.Create(model, MadeBackground.All([0, 0.5f, 0, 0, 0, 3.5f, 0, 0], D), null, new());
        AccumulatedLocalEffects effect = AccumulatedLocalEffects.Compute(effects, FeatureGrid.Of(1, [0, 1, 2, 3, 4]));
        Assert.Equal([1, 0, 0, 1], effect.Counts);
        double[] changes = [.. Enumerable.Range(1, 4).Select(p => effect.Values()[p] - effect.Values()[p - 1])];
        Assert.Equal([1, 1, 7, 7], changes.Select(change => Math.Round(change, 6)));
    }

    [Fact]
    public void AccumulatedLocal_UniformRows_ErrorsCoverTheCurveOfAllData()
    {
        FeatureGrid edges = All(Model).Quantiles(1, 4);
        double[] exact = AccumulatedLocalEffects.Compute(All(Model), edges).Values().ToArray();
        int covered = 0, total = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            AccumulatedLocalEffects effect = AccumulatedLocalEffects.Compute(Sampled(Model, 60, 0, seed), edges);
            for (int p = 0; p < exact.Length; p++, total++) covered += Math.Abs(effect.Values()[p] - exact[p]) <= 1.96 * effect.StandardErrors()[p] ? 1 : 0;
        }

        // About 15 rows a bin: t has 14 degrees of freedom, 93 %; the shares of the bins, by which the curve is centred, vary too.
        Assert.InRange((double)covered / total, 0.88, 0.985);
    }

    [Fact]
    public void Effects_WeightedRows_AreThoseOfRepeatedOnes()
    {
        float[] few = Data[..(20 * D)];
        int[] times = [.. Enumerable.Range(0, 20).Select(i => i % 4)];
        float[] repeated = [.. few.Chunk(D).SelectMany((row, i) => Enumerable.Repeat(row, times[i])).SelectMany(row => row)];
        var weighted = EffectRows.Create(Model, Background.Of(few, D, [.. times.Select(time => time / 30.0)]), null, new());
        var plain = EffectRows.Create(Model, Background.Of(repeated, D), null, new());
        FeatureGrid edges = FeatureGrid.Of(1, [-2, -0.5f, 0.5f, 2]), second = FeatureGrid.Of(3, [-2, 0, 2]);
        Assert.All(PartialDependence.Compute(plain, edges).Values().ToArray().Zip(PartialDependence.Compute(weighted, edges).Values().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        Assert.All(AccumulatedLocalEffects.Compute(plain, edges).Values().ToArray().Zip(AccumulatedLocalEffects.Compute(weighted, edges).Values().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        Assert.All(AccumulatedLocalEffects.Compute(plain, edges, second).Values().ToArray().Zip(AccumulatedLocalEffects.Compute(weighted, edges, second).Values().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void Compress_Data_PredictsEachChosenRowOnce()
    {
        var recording = new RecordingModel(Model);
        var options = new EffectOptions { BackgroundSize = 16, ReferenceSize = 64, MaxBatchRows = 10, Seed = 1 };
        EffectRows effects = EffectRows.Create(recording, Data, options);
        Assert.Equal((80, 80), (recording.Rows, effects.Cost.ModelRows));
        FeatureEffect effect = PartialDependence.Compute(effects, Grid);
        Assert.Equal((4 * 16, 80 + 4 * 16, 10), (effect.Cost.ModelRows, recording.Rows, recording.LargestBatch));
        Assert.Equal(effect.Values().ToArray(), PartialDependence.Compute(EffectRows.Create(Model, Data, options), Grid).Values().ToArray());
        Assert.Equal(16, EffectRows.Create(Model, Data, options with { ReferenceSize = 16 }).Cost.ModelRows);

        EffectOptions budget = EffectOptions.ForBudget(totalModelRows: 200, points: 4);
        Assert.Equal((30, 50), (budget.BackgroundSize, budget.ReferenceSize));
    }

    [Fact]
    public void Effects_BadInput_SayWhatIsWrong()
    {
        EffectRows effects = All(Model);
        Assert.Contains("no feature 4", Assert.Throws<ArgumentException>(() => PartialDependence.Compute(effects, FeatureGrid.Of(4, [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("two features", Assert.Throws<ArgumentException>(() => PartialDependence.Compute(effects, Grid, FeatureGrid.Of(1, [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("at least two points", Assert.Throws<ArgumentException>(() => AccumulatedLocalEffects.Compute(effects, FeatureGrid.Of(1, [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("No row lies", Assert.Throws<ArgumentException>(() => AccumulatedLocalEffects.Compute(effects, FeatureGrid.Of(1, [10, 11]))).Message, StringComparison.Ordinal);
        Assert.Contains("do not fill", Assert.Throws<ArgumentException>(() => IndividualConditionalExpectation.Compute(Model, [1, 2, 3], Grid, new())).Message, StringComparison.Ordinal);
        Assert.Contains("features", Assert.Throws<ArgumentException>(() => EffectRows.Create(Model, MadeBackground.All([1, 2, 3], 3), null, new())).Message, StringComparison.Ordinal);
        float[] many = [.. Enumerable.Range(0, 50_000).Select(i => (float)i)];
        Assert.Contains("2,147,483,591 are the most", Assert.Throws<ArgumentException>(() => PartialDependence.Compute(effects, FeatureGrid.Of(0, many), FeatureGrid.Of(1, many))).Message, StringComparison.Ordinal);
        Assert.Contains("2,147,483,591 are the most",
            Assert.Throws<ArgumentException>(() => IndividualConditionalExpectation.Compute(Model, new float[3 * 50_000], FeatureGrid.Of(0, many), new())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => EffectOptions.ForBudget(5, 20));
        Assert.Throws<ArgumentOutOfRangeException>(() => EffectRows.Create(Model, Data, new EffectOptions { BackgroundSize = -1 }));
        Assert.Throws<ArgumentException>(() => EffectRows.Create(Model, [], new EffectOptions()));
        Assert.Throws<InvalidOperationException>(() => All(new RecordingModel(Model) { Spoil = outputs => outputs[0] = float.NaN }));
    }

    [Fact]
    public void Effects_Cancelled_StopBetweenBatchesAndStayUsable()
    {
        using var source = new CancellationTokenSource();
        var recording = new RecordingModel(Model);
        var effects = All(recording, 50);
        int before = recording.Calls;
        recording.BeforeCall = () =>
        {
            if (recording.Calls == before + 1) source.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => PartialDependence.Compute(effects, Grid, cancellationToken: source.Token));
        Assert.Equal(before + 2, recording.Calls);
        Assert.Throws<OperationCanceledException>(() => AccumulatedLocalEffects.Compute(effects, Grid, cancellationToken: source.Token));
        Assert.Equal(PartialDependence.Compute(All(Model), Grid).Values().ToArray(), PartialDependence.Compute(effects, Grid).Values().ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Effects_SeveralThreadsOfOneCall_GiveTheSameBits(int threads)
    {
        EffectRows one = All(Model), several = All(Model, batch: 100, threads);
        Assert.Equal(PartialDependence.Compute(one, Grid, Second).Values(1).ToArray(), PartialDependence.Compute(several, Grid, Second).Values(1).ToArray());
        Assert.Equal(AccumulatedLocalEffects.Compute(one, Grid).Values().ToArray(), AccumulatedLocalEffects.Compute(several, Grid).Values().ToArray());
        double[] Curve(EffectOptions options) => IndividualConditionalExpectation.Compute(Model, Data, Grid, options).Values(Rows - 1, 1).ToArray();
        Assert.Equal(Curve(new()), Curve(new() { MaxBatchRows = 100, Threads = threads }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Curve(new() { Threads = 0 }));
    }

    [Fact]
    public void Compute_DataAndOptions_IsTheEffectOverChosenRows()
    {
        EffectOptions options = new() { BackgroundSize = 16, ReferenceSize = 64, Seed = 1 };
        EffectRows rows = EffectRows.Create(Model, Data, options);
        PartialDependence partial = PartialDependence.Compute(Model, Data, Grid, options);
        Assert.Equal(PartialDependence.Compute(rows, Grid).Values().ToArray(), partial.Values().ToArray());
        Assert.Equal(16 + 64 + 4 * 16, partial.Cost.ModelRows);
        AccumulatedLocalEffects local = AccumulatedLocalEffects.Compute(Model, Data, Grid, options);
        Assert.Equal(AccumulatedLocalEffects.Compute(rows, Grid).Values().ToArray(), local.Values().ToArray());
        Assert.Equal(16 + 64 + 2 * local.Counts.Sum(), local.Cost.ModelRows);
    }

    [Fact]
    public void Effects_SixteenThreads_GiveTheSameBits()
    {
        EffectRows effects = All(Model, 32);
        double[] expected = PartialDependence.Compute(effects, Grid, Second).Values().ToArray(), local = AccumulatedLocalEffects.Compute(effects, Grid).Values().ToArray();
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            Assert.Equal(expected, PartialDependence.Compute(effects, Grid, Second).Values().ToArray());
            Assert.Equal(local, AccumulatedLocalEffects.Compute(effects, Grid).Values().ToArray());
        });
    }
}
