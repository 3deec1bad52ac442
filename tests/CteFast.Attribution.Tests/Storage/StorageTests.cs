using CteFast.Attribution.Curvature;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Tests.Storage;

public sealed class StorageTests : IDisposable
{
    private static readonly DenseNetwork Network = new([5, 8, 3], Activation.Relu, Loss.SoftmaxCrossEntropy);
    private static readonly LabelledData<double> Training = Made.Classes(1000, 5, 3, seed: 1), Queries = Made.Classes(4, 5, 3, seed: 2);
    private static readonly Trajectory<double> Trained = Trainer.Train<double>(Network, Training, new TrainingOptions { Steps = 60 });

    private readonly string _folder = Directory.CreateTempSubdirectory("ctefast").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(CurvatureKind.EkFac)]
    [InlineData(CurvatureKind.GaussNewton)]
    [InlineData(CurvatureKind.Diagonal)]
    public void Factors_SavedAndLoaded_ScoreTheSame(CurvatureKind kind)
    {
        var options = new SourceOptions { Curvature = kind };
        SourceAttribution<double> fitted = SourceAttribution<double>.Fit(Trained, Training, options);
        fitted.Save(File("factors"));
        Assert.Equal(Scores.Of(fitted, Queries), Scores.Of(SourceAttribution<double>.Load(File("factors"), Trained, Training, options), Queries));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Factors_OfSomethingElse_AreRefused()
    {
        SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()).Save(File("factors"));
        Trajectory<double> other = Trainer.Train<double>(Network, Training, new TrainingOptions { Steps = 60, Seed = 1 });
        LabelledData<double> changed = new([.. Training.Features.ToArray().Select((v, i) => i == 77 ? v + 1e-9 : v)], 5, Training.Targets);
        Refused(() => SourceAttribution<double>.Load(File("factors"), other, Training, new SourceOptions()), "another model");
        Refused(() => SourceAttribution<double>.Load(File("factors"), Trained, changed, new SourceOptions()), "other data");
        Refused(() => SourceAttribution<double>.Load(File("factors"), Trained, Training, new SourceOptions { CurvatureRows = 50 }), "other options");
        Refused(() => GradientStore<double>.Open(File("factors"), Trained, Training).Dispose(), "no file of gradients");
    }

    [Fact]
    public void Factors_Damaged_AreRefused()
    {
        SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()).Save(File("factors"));
        byte[] bytes = System.IO.File.ReadAllBytes(File("factors"));
        foreach (int place in new[] { 45, bytes.Length / 2, bytes.Length - 1 })
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 1;
            System.IO.File.WriteAllBytes(File("damaged"), damaged);
            Refused(() => SourceAttribution<double>.Load(File("damaged"), Trained, Training, new SourceOptions()), "damaged");
        }

        foreach (int length in new[] { 0, 7, 60, bytes.Length - 1 })
        {
            System.IO.File.WriteAllBytes(File("damaged"), bytes[..length]);
            Assert.Throws<StoredFileException>(() => SourceAttribution<double>.Load(File("damaged"), Trained, Training, new SourceOptions()));
        }
    }

    [Fact]
    public void Gradients_FromAStore_ScoreTheSame()
    {
        GradientStore<double>.Write(File("gradients"), Trained, Training);
        using GradientStore<double> store = GradientStore<double>.Open(File("gradients"), Trained, Training);
        foreach (AttributionMethod<double> method in new AttributionMethod<double>[]
        {
            SourceAttribution<double>.Fit(Trained, Training, new SourceOptions()), new TracIn<double>(Trained, Training),
            new GradientSimilarity<double>(Network, Training, Trained.Final, isCosine: true), new RepresentationSimilarity<double>(Network, Training, Trained.Final),
            // Its averaged parameters are in no store.
            SourceAttribution<double>.Fit(Trained, Training, new SourceOptions { AverageParameters = true }),
        })
        {
            double[] computed = Scores.Of(method, Queries);
            method.UseGradients(store);
            Assert.Equal(computed, Scores.Of(method, Queries));
        }
    }

    [Fact]
    public void Gradients_OfSomethingElse_AreRefused()
    {
        GradientStore<double>.Write(File("gradients"), Trained, Training);
        LabelledData<double> fewer = Training.Subset([.. Enumerable.Range(0, 999)]);
        Refused(() => GradientStore<double>.Open(File("gradients"), Trained, fewer).Dispose(), "other data");
        using GradientStore<double> store = GradientStore<double>.Open(File("gradients"), Trained, Training);
        Assert.Throws<ArgumentException>(() => new GradientSimilarity<double>(Network, fewer, Trained.Final).UseGradients(store));
    }

    private static void Refused(Action action, string why) => Assert.Contains(why, Assert.Throws<StoredFileException>(action).Message);

    private string File(string name) => Path.Combine(_folder, name);
}
