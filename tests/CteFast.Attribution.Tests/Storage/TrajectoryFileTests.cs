using System.Runtime.InteropServices;
using CteFast.Attribution.Models;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Tests.Storage;

public sealed class TrajectoryFileTests : IDisposable
{
    private static readonly DenseNetwork Network = new([4, 6, 3], Activation.Tanh, Loss.SoftmaxCrossEntropy);
    private readonly string _folder = Directory.CreateTempSubdirectory("ctefast").FullName;

    private string Json => Path.Combine(_folder, "run.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WhatWasWritten_IsTheTrajectory()
    {
        Trajectory<double> trajectory = Trainer.Train<double>(Network, Made.Classes(90, 4, 3, seed: 1), new TrainingOptions { Steps = 30, Momentum = 0.9, WeightDecay = 0.01 });
        TrajectoryFile.Write(Json, trajectory);
        Trajectory<double> read = TrajectoryFile.Read<double>(Json);
        Assert.Equal(trajectory.Final.ToArray(), read.Final.ToArray());
        Assert.Equal((90, 0.9, 0.01), (read.TrainingCount, read.Momentum, read.WeightDecay));
        Assert.Equal((Activation.Tanh, Loss.SoftmaxCrossEntropy), (read.Network.Activation, read.Network.Loss));
        for (int s = 0; s < 3; s++)
        {
            Assert.Equal(trajectory.Segments[s].LearningRates, read.Segments[s].LearningRates);
            Assert.Equal(trajectory.Segments[s].Checkpoints.Select(c => (c.Step, c.Parameters.ToArray()[5])), read.Segments[s].Checkpoints.Select(c => (c.Step, c.Parameters.ToArray()[5])));
        }

        Trajectory<float> single = TrajectoryFile.Read<float>(Json);
        Assert.Equal(trajectory.Final.ToArray().Select(v => (float)v), single.Final.ToArray());
    }

    [Fact]
    public void Read_WrittenByHand_HasWeightsAndBiasInPlace()
    {
        // As PyTorch has it: weight 2 x 3, bias 2; a checkpoint and the end.
        float[] numbers = [1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 30, 40, 50, 60, 70, 80];
        File.WriteAllBytes(Path.Combine(_folder, "w.bin"), MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
        File.WriteAllText(Json, Text);
        Trajectory<double> read = TrajectoryFile.Read<double>(Json);
        Assert.Equal([1.0, 2, 3, 7, 4, 5, 6, 8], read.Segments[0].Checkpoints[0].Parameters.ToArray());
        Assert.Equal([10.0, 20, 30, 70, 40, 50, 60, 80], read.Final.ToArray());
        Assert.Equal(2.5, read.Segments[0].LearningRateSum, 1e-12);
        Assert.Equal(50, read.Segments[0].LearningRates.Count);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "format")]
    [InlineData("\"relu\"", "\"gelu\"", "\"activation\" is \"relu\" or \"tanh\"")]
    [InlineData("\"squaredError\"", "2", "\"loss\" is \"squaredError\"")]
    [InlineData("\"float32\"", "\"half\"", "\"type\" is \"float32\" or \"float64\"")]
    [InlineData("[3, 2]", "[3, \"two\"]", "widths[1] is not what a trajectory has there")]
    [InlineData("[3, 2]", "null", "widths is not what a trajectory has there")]
    [InlineData("\"checkpointSteps\"", "\"checkpoints\"", "segments[0] has no 'checkpointSteps'; add it")]
    [InlineData("[3, 2]", "[3]", "features and of its outputs")]
    [InlineData("\"steps\": 50, ", "", "learningRates")]
    [InlineData("[25]", "[25, 40]", "3 sets")]
    [InlineData("\"w.bin\"", "\"x.bin\"", "there is no x.bin")]
    [InlineData("\"trainingCount\": 100", "\"trainingCount\": 0", "trainingCount")]
    [InlineData("\"widths\"", "\"breadths\"", "the file has no 'widths'; add it")]
    [InlineData("}]", "", "is not JSON")]
    public void Read_Damaged_SaysWhere(string from, string to, string text)
    {
        File.WriteAllBytes(Path.Combine(_folder, "w.bin"), new byte[16 * 4]);
        Assert.Contains(from, Text, StringComparison.Ordinal);
        File.WriteAllText(Json, Text.Replace(from, to, StringComparison.Ordinal));
        string message = Assert.Throws<StoredFileException>(() => TrajectoryFile.Read<double>(Json)).Message;
        Assert.Contains(text, message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
        Assert.DoesNotContain("CteFast", message, StringComparison.Ordinal);
    }

    private const string Text = """
        {"format": "ctefast-trajectory", "version": 1, "widths": [3, 2], "activation": "relu", "loss": "squaredError", "trainingCount": 100, "type": "float32",
         "weights": "w.bin", "segments": [{"steps": 50, "learningRateSum": 2.5, "checkpointSteps": [25]}]}
        """;
}
