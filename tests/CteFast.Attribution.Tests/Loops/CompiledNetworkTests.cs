using CteFast.Attribution.Loops;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Tests.Loops;

/// <summary>Whole attributions with emitted loops.</summary>
public sealed class CompiledNetworkTests
{
    private static readonly DenseNetwork General = new([6, 20, 5, 3], Activation.Tanh, Loss.SoftmaxCrossEntropy);
    private static readonly LabelledData<float> Training = Made.Single(Made.Classes(300, 6, 3, seed: 1)), Queries = Made.Single(Made.Classes(9, 6, 3, seed: 2));

    [Fact]
    public void Network_Attribute_HasItsShape()
    {
        Assert.Equal(General.ToString(), SmallNetwork.Network.ToString());
        Assert.Equal("6-20-5-3, Tanh, SoftmaxCrossEntropy", SmallNetwork.Network.ToString());
        Assert.Same(SmallNetwork.Network, SmallNetwork.Network);
        Assert.Equal("96-96-97-1, Relu, SquaredError", WideNetwork.Network.ToString());
    }

    [Fact]
    public void Scores_EmittedLoops_HaveTheGeneralBits()
    {
        foreach (int threads in new[] { 1, 2 })
        {
            Assert.Equal(Scores(General, new SourceOptions { Threads = threads }), Scores(SmallNetwork.Network, new SourceOptions { Threads = threads }));
            var recurrence = new SourceOptions { Spectral = Attribution.Walk.SpectralMode.Recurrence, Threads = threads };
            Assert.Equal(Scores(General, recurrence), Scores(SmallNetwork.Network, recurrence));
        }
    }

    [Fact]
    public void Factors_OfGeneralLoops_AreReadForEmittedOnes()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Trajectory<float> general = Trained(General);
            SourceAttribution<float>.Fit(general, Training, new SourceOptions()).Save(path);
            SourceAttribution<float> loaded = SourceAttribution<float>.Load(path, Trained(SmallNetwork.Network), Training, new SourceOptions());
            Assert.Equal(Scores(General, new SourceOptions()), Scored(loaded));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void TrajectoryFile_OwnNetwork_IsTaken()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string path = Path.Combine(folder.FullName, "run.json");
            TrajectoryFile.Write(path, Trained(General));
            Assert.Same(SmallNetwork.Network, TrajectoryFile.Read<float>(path, SmallNetwork.Network).Network);
            StoredFileException e = Assert.Throws<StoredFileException>(() => TrajectoryFile.Read<float>(path, DigitsNetwork.Network));
            Assert.Contains("6-20-5-3, Tanh, SoftmaxCrossEntropy, but 61-64-10, Relu, SoftmaxCrossEntropy is asked for", e.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Network_LoopsOfOtherLayers_AreRefused()
    {
        ILayerLoops<float>?[] loops = [new GeneralLoops<float>(6, 20, 1), null, new GeneralLoops<float>(5, 4, 1)];
        Assert.Contains("Layer 2 has 5 inputs and 3 outputs; its loops are of 5 and 4.",
            Assert.Throws<ArgumentException>(() => new DenseNetwork([6, 20, 5, 3], Activation.Tanh, Loss.SoftmaxCrossEntropy, loops, [])).Message);
        Assert.Contains("There are loops of 3 layers, the network has 2.",
            Assert.Throws<ArgumentException>(() => new DenseNetwork([6, 20, 5], Activation.Tanh, Loss.SoftmaxCrossEntropy, loops, [])).Message);
    }

    private static double[] Scores(DenseNetwork network, SourceOptions options) => Scored(SourceAttribution<float>.Fit(Trained(network), Training, options));

    private static double[] Scored(SourceAttribution<float> source)
    {
        var scores = new double[Queries.Count * Training.Count];
        source.Score(Queries, scores, new ScoringOptions { Measurement = Measurement.Margin, Threads = 2 });
        return scores;
    }

    private static Trajectory<float> Trained(DenseNetwork network) => Trainer.Train<float>(network, Training,
        new TrainingOptions { Steps = 60, BatchSize = 20, Momentum = 0.9, LearningRate = LearningRate.Constant(0.05), WeightDecay = 1e-3, Seed = 3 });
}
