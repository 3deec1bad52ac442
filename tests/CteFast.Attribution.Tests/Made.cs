using CteFast.Attribution.Models;
using CteFast.Attribution.Training;
using CteFast.Numerics.Random;

namespace CteFast.Attribution.Tests;

/// <summary>Made data and trainings.</summary>
internal static class Made
{
    public static double[] Normal(int count, long seed)
    {
        var random = new Pcg64(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }

    /// <summary>Rows of a noisy linear function.</summary>
    public static LabelledData<double> Linear(int n, int d, long seed, int outputs = 1, double signal = 1, double noise = 0.5)
    {
        double[] x = Normal(n * d, seed), w = Normal(d * outputs, 99), e = Normal(n * outputs, seed + 1);
        double[] y = [.. Enumerable.Range(0, n * outputs).Select(i => Enumerable.Range(0, d).Sum(j => x[i / outputs * d + j] * signal * w[i % outputs * d + j]) + noise * e[i] + 0.3)];
        return new LabelledData<double>(x, d, y);
    }

    /// <summary>Gaussian clouds, one a class, with some labels wrong.</summary>
    public static LabelledData<double> Classes(int n, int d, int classes, long seed, double wrong = 0.1, double spread = 1.5)
    {
        double[] x = Normal(n * d, seed), centres = Normal(classes * d, 98);
        var random = new Pcg64(seed + 1);
        var y = new double[n];
        for (int i = 0; i < n; i++)
        {
            int label = i % classes;
            for (int j = 0; j < d; j++) x[i * d + j] = (spread * centres[label * d + j] + x[i * d + j]) / 2;
            y[i] = random.NextDouble() < wrong ? random.NextInt32(classes) : label;
        }

        return new LabelledData<double>(x, d, y);
    }

    public static LabelledData<float> Single(LabelledData<double> data) =>
        new([.. data.Features.ToArray().Select(v => (float)v)], data.FeatureCount, [.. data.Targets.ToArray().Select(v => (float)v)]);

    /// <summary>Gradient descent with one segment a step, the parameters of its start kept.</summary>
    public static TrainingOptions EveryStep(int steps, double rate, double momentum = 0, double decay = 0) => new()
    {
        Steps = steps,
        BatchSize = 0,
        LearningRate = LearningRate.Constant(rate),
        Momentum = momentum,
        WeightDecay = decay,
        Segments = new SegmentPlan { Count = steps, Checkpoints = 1 },
        Seed = 3,
    };

    /// <summary>‖x − y‖/‖y‖.</summary>
    public static double RelativeError(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double difference = 0, size = 0;
        for (int i = 0; i < y.Length; i++)
        {
            difference += (x[i] - y[i]) * (x[i] - y[i]);
            size += y[i] * y[i];
        }

        return Math.Sqrt(difference / size);
    }
}
