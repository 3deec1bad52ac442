using System.Text;
using CteFast.Attribution.Evaluation;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;
using CteFast.Explain.Tests;

namespace CteFast.Attribution.Tests.Storage;

/// <summary>Whatever is left of a stored file, reading it ends with what was stored or with an exception of one line, in bounded memory.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private static readonly DenseNetwork Network = new([3, 4, 2], Activation.Tanh, Loss.SoftmaxCrossEntropy);
    private static readonly LabelledData<double> Training = Made.Classes(20, 3, 2, seed: 1);
    private static readonly Trajectory<double> Trained = Trainer.Train<double>(Network, Training, new TrainingOptions { Steps = 12, BatchSize = 5 });

    private const string Sums = """
        {"format":"ctefast-trajectory","version":1,"widths":[3,4,2],"activation":"tanh","loss":"softmaxCrossEntropy","trainingCount":20,
         "type":"float64","weights":"trajectory.bin","segments":[{"steps":12,"learningRateSum":1.5,"checkpointSteps":[1,2,3,4,5,6]}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ctefast").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Factors_RandomDamage_AreRefused()
    {
        SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()).Save(Path("factors"));
        ReadDamaged("factors", 300, mostRead: 0, path => SourceAttribution<double>.Load(path, Trained, Training, new SourceOptions()));
    }

    [Fact]
    public void Gradients_RandomDamage_AreRefused()
    {
        GradientStore<double>.Write(Path("gradients"), Trained, Training);
        ReadDamaged("gradients", 300, mostRead: 0, path => GradientStore<double>.Open(path, Trained, Training).Dispose());
    }

    [Fact]
    public void Trajectory_RandomDamage_IsReadOrRefused()
    {
        TrajectoryFile.Write(Path("trajectory"), Trained);
        ReadDamaged("trajectory", 500, mostRead: 499, path => TrajectoryFile.Read<double>(path));
    }

    [Fact]
    public void TrajectoryOfSums_RandomDamage_IsReadOrRefused()
    {
        TrajectoryFile.Write(Path("trajectory"), Trained);
        File.WriteAllText(Path("sums"), Sums);
        ReadDamaged("sums", 500, mostRead: 499, path => TrajectoryFile.Read<double>(path));
    }

    [Fact]
    public void Truth_RandomDamage_IsReadOrRefused()
    {
        SaveTruth();
        ReadDamaged("truth", 500, mostRead: 499, path => SubsetTruth.Load(path));
    }

    [Theory]
    [InlineData("\"values\":[", "\"values\":null,\"rest\":[")]
    [InlineData("\"subsets\":[", "\"subsets\":[null,")]
    [InlineData("\"seeds\":[", "\"seeds\":[7,")]
    [InlineData("\"queryCount\":3", "\"queryCount\":-3")]
    public void Truth_ThatDoesNotFitTogether_IsRefused(string part, string spoiled)
    {
        SaveTruth();
        string text = File.ReadAllText(Path("truth"));
        Assert.Contains(part, text, StringComparison.Ordinal);
        File.WriteAllText(Path("truth"), text.Replace(part, spoiled, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', Assert.Throws<StoredFileException>(() => SubsetTruth.Load(Path("truth"))).Message);
    }

    [Theory]
    [InlineData("\"steps\":12", "\"steps\":2000000000", "steps")]
    [InlineData("[{\"steps\"", "[null,{\"steps\"", "segments")]
    [InlineData("[3,4,2]", "[3,2000000000,2]", "outputs")]
    public void TrajectoryOfSums_ThatDoesNotFitTogether_IsRefused(string part, string spoiled, string message)
    {
        TrajectoryFile.Write(Path("trajectory"), Trained);
        Assert.Contains(part, Sums, StringComparison.Ordinal);
        File.WriteAllText(Path("sums"), Sums.Replace(part, spoiled, StringComparison.Ordinal));
        string said = Assert.Throws<StoredFileException>(() => TrajectoryFile.Read<double>(Path("sums"))).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    private void SaveTruth() =>
        SubsetTruth.Train(Network, Training, Made.Classes(3, 3, 2, seed: 2), Measurement.Margin, new TrainingOptions { Steps = 5, BatchSize = 5 },
            new RetrainingOptions { Subsets = 4, Repetitions = 1 }).Save(Path("truth"));

    private void ReadDamaged(string name, int times, int mostRead, Action<string> read)
    {
        read(Path(name));
        byte[] whole = File.ReadAllBytes(Path(name));
        var random = new Random(5);
        int done = 0;
        for (int i = 0; i < times; i++)
        {
            byte[] damaged = i < whole.Length && i < 100 ? whole[..i] : Damage.Of(whole, random);
            if (damaged.AsSpan().SequenceEqual(whole)) continue;
            File.WriteAllBytes(Path("damaged"), damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(Path("damaged"));
                done++;
            }
            catch (StoredFileException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 64L << 20, $"{allocated} bytes allocated for {Encoding.UTF8.GetString(damaged)}");
        }

        Assert.InRange(done, 0, mostRead);
    }

    private string Path(string name) => System.IO.Path.Combine(_folder, name);
}
