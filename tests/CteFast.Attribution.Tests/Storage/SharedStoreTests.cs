using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Tests.Storage;

/// <summary>Threads that share what attribution says they may: one store, one method.</summary>
public sealed class SharedStoreTests : IDisposable
{
    private const int ThreadCount = 4, Scorings = 60;

    private static readonly DenseNetwork Network = new([5, 8, 3], Activation.Relu, Loss.SoftmaxCrossEntropy);
    private static readonly LabelledData<double> Training = Made.Classes(1000, 5, 3, seed: 1), Queries = Made.Classes(4, 5, 3, seed: 2);
    private static readonly Trajectory<double> Trained = Trainer.Train<double>(Network, Training, new TrainingOptions { Steps = 60 });

    private readonly string _folder = Directory.CreateTempSubdirectory("ctefast").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Store_OfFourThreadsWithAMethodEach_GivesTheScoresOfOneThread()
    {
        using GradientStore<double> store = Opened();
        double[] expected = Scores.Of(new TracIn<double>(Trained, Training), Queries);
        AtOnce(() =>
        {
            var method = new TracIn<double>(Trained, Training);
            method.UseGradients(store);
            return method;
        }, expected);
    }

    public static TheoryData<string> Methods => [.. Makers().Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Method_OfFourThreads_GivesTheScoresOfOneThread(string name)
    {
        using GradientStore<double> store = Opened();
        AttributionMethod<double> method = Makers()[name]();
        double[] expected = Scores.Of(method, Queries);
        if (name != "exact unrolling") method.UseGradients(store);
        AtOnce(() => method, expected);
    }

    private static Dictionary<string, Func<AttributionMethod<double>>> Makers() => new()
    {
        ["source"] = () => SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()),
        ["source of low rank"] = () => SourceAttribution<double>.Fit(Trained, Training, new SourceOptions { FilterRank = 2 }),
        ["influence"] = () => InfluenceFunctions<double>.Fit(Network, Training, Trained.Final, new InfluenceOptions()),
        ["tracin"] = () => new TracIn<double>(Trained, Training),
        ["gradient cosine"] = () => new GradientSimilarity<double>(Network, Training, Trained.Final, isCosine: true),
        ["representation"] = () => new RepresentationSimilarity<double>(Network, Training, Trained.Final),
        ["exact unrolling"] = () => new ExactUnrolling<double>(Network, Training, new TrainingOptions { Steps = 6 }),
    };

    private GradientStore<double> Opened()
    {
        string path = Path.Combine(_folder, "gradients");
        GradientStore<double>.Write(path, Trained, Training);
        return GradientStore<double>.Open(path, Trained, Training);
    }

    private static void AtOnce(Func<AttributionMethod<double>> make, double[] expected)
    {
        int wrong = 0;
        var failures = new List<Exception>();
        using var start = new Barrier(ThreadCount);
        Thread[] threads = [.. Enumerable.Range(0, ThreadCount).Select(_ => new Thread(() =>
        {
            AttributionMethod<double> method = make();
            start.SignalAndWait();
            for (int i = 0; i < Scorings; i++)
            {
                try
                {
                    if (!Scores.Of(method, Queries).AsSpan().SequenceEqual(expected)) Interlocked.Increment(ref wrong);
                }
                catch (Exception e)
                {
                    lock (failures) failures.Add(e);
                }
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Empty(failures);
        Assert.Equal(0, wrong);
    }
}
