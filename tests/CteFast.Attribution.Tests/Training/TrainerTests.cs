using CteFast.Attribution.Models;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Tests.Training;

public sealed class TrainerTests
{
    private static readonly DenseNetwork Network = new([4, 6, 3], Activation.Tanh, Loss.SoftmaxCrossEntropy);
    private static readonly LabelledData<double> Data = Made.Classes(90, 4, 3, seed: 1);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0)]
    [InlineData(0.5, 0.1)]
    public void Train_GradientDescent_IsTheLoop(double momentum, double decay)
    {
        TrainingOptions options = Made.EveryStep(20, 0.1, momentum, decay) with { LearningRate = LearningRate.Linear(0.2, 0.1) };
        Trajectory<double> trajectory = Trainer.Train<double>(Network, Data, options);
        double[] theta = trajectory.Segments[0].Checkpoints[0].Parameters.ToArray(), velocity = new double[theta.Length], gradient = new double[theta.Length];
        for (int k = 0; k < 20; k++)
        {
            Assert.Equal(k, trajectory.Segments[k].Checkpoints[0].Step);
            Assert.InRange(Made.RelativeError(trajectory.Segments[k].Checkpoints[0].Parameters.Span, theta), 0, 1e-12);
            double rate = 0.2 - 0.1 * k / 20;
            Assert.Equal(rate, Assert.Single(trajectory.Segments[k].LearningRates), 1e-15);
            Network.Gradient(theta, Data, gradient);
            for (int i = 0; i < theta.Length; i++)
            {
                velocity[i] = momentum * velocity[i] + gradient[i] + decay * theta[i];
                theta[i] -= rate * velocity[i];
            }
        }

        Assert.InRange(Made.RelativeError(trajectory.Final.Span, theta), 0, 1e-12);
    }

    [Fact]
    public void Train_Seed_GivesTheSameBits()
    {
        var options = new TrainingOptions { Steps = 50, BatchSize = 16, Momentum = 0.9, Seed = 4 };
        double[] first = Trainer.Train<double>(Network, Data, options).Final.ToArray();
        Assert.Equal(first, Trainer.Train<double>(Network, Data, options with { Threads = 3 }).Final.ToArray());
        Assert.NotEqual(first, Trainer.Train<double>(Network, Data, options with { Seed = 5 }).Final.ToArray());
        Assert.NotEqual(first, Trainer.Train<double>(Network, Data, options with { Sampling = BatchSampling.Independent }).Final.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(45)]
    public void BatchSampler_Epoch_HasEveryRowOnceAtMost(int batch)
    {
        var sampler = new BatchSampler(90, batch, BatchSampling.Epochs, seed: 1);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            HashSet<int> seen = [];
            for (int b = 0; b < 90 / batch; b++) Assert.All(sampler.Next().ToArray(), row => Assert.True(seen.Add(row)));
            Assert.Equal(90 / batch * batch, seen.Count);
        }
    }

    [Fact]
    public void BatchSampler_Independent_DrawsEveryRowAsOften()
    {
        var sampler = new BatchSampler(10, 5, BatchSampling.Independent, seed: 1);
        var counts = new int[10];
        for (int b = 0; b < 20_000; b++)
        {
            foreach (int row in sampler.Next()) counts[row]++;
        }

        // Mean 10,000, standard deviation 95.
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Train_Segments_CoverAllStepsWithTheirRates()
    {
        var options = new TrainingOptions { Steps = 100, BatchSize = 10, LearningRate = LearningRate.Cosine(0.1, warmup: 10), Segments = new SegmentPlan { Count = 3, Checkpoints = 2 } };
        Trajectory<double> trajectory = Trainer.Train<double>(Network, Data, options);
        Assert.Equal([33, 33, 34], trajectory.Segments.Select(s => s.LearningRates.Count));
        Assert.Equal([8, 24, 41, 57, 74, 91], trajectory.Segments.SelectMany(s => s.Checkpoints).Select(c => c.Step));
        Assert.Equal(Enumerable.Range(0, 100).Sum(k => options.LearningRate.At(k, 100)), trajectory.Segments.Sum(s => s.LearningRateSum), 1e-12);
        Assert.Equal(0.1, options.LearningRate.At(9, 100), 1e-15);
        Assert.Equal(0.01, options.LearningRate.At(0, 100), 1e-15);

        Trajectory<double> ends = Trainer.Train<double>(Network, Data, options with { Segments = options.Segments with { Places = CheckpointPlaces.Ends } });
        Assert.Equal([16, 33, 49, 66, 83, 100], ends.Segments.SelectMany(s => s.Checkpoints).Select(c => c.Step));
        Assert.Equal(ends.Final.ToArray(), ends.Segments[2].Checkpoints[1].Parameters.ToArray());
    }

    [Fact]
    public void Train_BadOptions_SayWhatIsWrong()
    {
        void Throws<TException>(TrainingOptions options, string text)
            where TException : Exception => Assert.Contains(text, Assert.ThrowsAny<TException>(() => Trainer.Train<double>(Network, Data, options)).Message);

        Throws<ArgumentOutOfRangeException>(new TrainingOptions { BatchSize = 91 }, "number of rows, 90");
        Throws<ArgumentOutOfRangeException>(new TrainingOptions { Momentum = 1 }, "Momentum");
        Throws<ArgumentOutOfRangeException>(new TrainingOptions { WeightDecay = double.NaN }, "WeightDecay");
        Throws<ArgumentException>(new TrainingOptions { RowWeights = new double[3] }, "3 weights for 90 rows");
        Throws<ArgumentException>(new TrainingOptions { Steps = 5 }, "need more than 5 steps");
        Assert.Contains("diverged", Assert.Throws<ArgumentException>(() => Trainer.Train<double>(DenseNetwork.LinearRegression(4), Made.Linear(90, 4, 1),
            new TrainingOptions { LearningRate = LearningRate.Constant(100) })).Message);
        Assert.ThrowsAny<OperationCanceledException>(() => Trainer.Train<double>(Network, Data, new TrainingOptions(), cancellationToken: new CancellationToken(true)));
    }
}
