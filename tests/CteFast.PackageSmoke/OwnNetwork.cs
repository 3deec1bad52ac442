using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;

/// <summary>7-12-2: a network of this project, for whose layers loops are generated.</summary>
[DenseNetwork(7, 12, 2, Loss = Loss.SoftmaxCrossEntropy)]
internal static partial class RowNetwork;

internal static class OwnNetwork
{
    private const int D = 7;

    /// <summary>The generated loops give the same scores as the general ones.</summary>
    public static string Run()
    {
        Random random = new(1);
        float[] rows = [.. Enumerable.Range(0, 100 * D).Select(_ => random.NextSingle())];
        LabelledData<float> labelled = new(rows, D, [.. Enumerable.Range(0, 100).Select(i => rows[i * D] > 0.5f ? 1f : 0f)]);
        DenseNetwork general = new([D, 12, 2], Activation.Relu, Loss.SoftmaxCrossEntropy);
        Check.Holds(Scores(RowNetwork.Network, labelled).AsSpan().SequenceEqual(Scores(general, labelled)), "the compiled network is attributed otherwise than the general one");
        return "a network of one's own: the same scores as by the general loops";
    }

    private static double[] Scores(DenseNetwork network, LabelledData<float> data)
    {
        Trajectory<float> trajectory = Trainer.Train<float>(network, data, new TrainingOptions { Steps = 40, BatchSize = 20, LearningRate = LearningRate.Constant(0.1), Seed = 1 });
        double[] scores = new double[3 * data.Count];
        SourceAttribution<float>.Fit(trajectory, data, new SourceOptions()).Score(data.Subset([0, 1, 2]), scores, new ScoringOptions());
        return scores;
    }
}
