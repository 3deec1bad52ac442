using CteFast.AotSmoke;
using CteFast.Compression;
using CteFast.Explain;
using CteFast.Explain.Global.Effects;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Sage;
using CteFast.Explain.Interactions;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Soak;

/// <summary>Something that users do, of a fraction of a second.</summary>
/// <param name="Name">What it is called in the output.</param>
/// <param name="Run">Does it and returns its results: the same bits each time. The random numbers decide when it is disturbed, if it is.</param>
internal sealed record Job(string Name, Func<Random, double[]> Run)
{
    private const int D = 9, RowCount = 400;

    private static readonly float[] Data = MadeRows.Create(RowCount, D), Rows = Data[..(4 * D)];
    private static readonly float[] Labels = [.. Enumerable.Range(0, RowCount).Select(i => Data[i * D] + Data[i * D + 1] * Data[i * D + 2])];

    /// <summary>All jobs.</summary>
    public static Job[] All()
    {
        var network = (IDifferentiableModel)ModelReader.ReadFile(File("diamonds.mlp.json"));
        var trees = (TreeEnsemble)ModelReader.ReadFile(File("diamonds.xgb.ubj"));
        Job[] explaining = [.. Explainers(network, trees).SelectMany(explainer => Explaining(explainer.Name, explainer.Model, explainer.Create))];
        return
        [
            .. explaining,
            new("interactions", _ => Values(new InteractionExplainer(network, Background.Compress(Data, D, 20, seed: 1), new ExplainOptions { ModelRows = 4_000 }).Explain(Rows))),
            new("SAGE", _ => [.. SageValues.Compute(network, Data, Labels, new SageOptions { TotalModelRows = 20_000, Threads = 2 }).Values]),
            new("importance", _ => [.. PermutationImportance.Compute(network, Data, Labels, new PermutationImportanceOptions { Repeats = 2 }).Means]),
            new("partial dependence", _ => [.. PartialDependence.Compute(network, Data, Grid(1), new EffectOptions()).Values(0).ToArray()]),
            new("accumulated local effects", _ => [.. AccumulatedLocalEffects.Compute(network, Data, Grid(0), new EffectOptions()).Values(0).ToArray()]),
            new("compression", _ => [.. Coreset.Compress(Data, D, 32, new CoresetOptions { Seed = 3, Threads = 2, Weighted = true }).Weights!]),
            new("two-sample test", _ => [TwoSampleTest.Run(Data.AsSpan(0, 200 * D), Data.AsSpan(200 * D), D, new TwoSampleTestOptions()).PValue]),
            new("cancelled at any time", random => Cancelled(network, random)),
            new("model that fails at any time", random => Failing(network, random, () => throw new TimeoutException())),
            new("model that returns NaN at any time", random => Failing(network, random, () => { })),
            new("damaged model file", random => Damaged(System.IO.File.ReadAllBytes(File("diamonds.xgb.ubj")), random)),
            .. AttributionJobs.All(),
        ];
    }

    private static IEnumerable<(string Name, IModel Model, Func<Explainer> Create)> Explainers(IDifferentiableModel network, TreeEnsemble trees)
    {
        Background background = Background.Compress(Data, D, 40, seed: 1);
        foreach (ExplainMethod method in (ExplainMethod[])[ExplainMethod.Permutation, ExplainMethod.Kernel, ExplainMethod.Exact, ExplainMethod.Gradients])
        {
            foreach (SamplingDesign design in method == ExplainMethod.Permutation || method == ExplainMethod.Gradients ? Enum.GetValues<SamplingDesign>() : [SamplingDesign.Paired])
            {
                var options = new ExplainOptions { Method = method, Design = design, ModelRows = 4_000, Threads = 2, Seed = 5 };
                yield return ($"{method} {design}", network, () => Explainer.Create(network, background, options));
            }
        }

        yield return ("trees", trees, () => Explainer.Create(trees, Data, new ExplainOptions { Threads = 2 }));
        yield return ("trees without room for tables", trees, () => new TreeExplainer(trees, background, new TreeExplainerOptions { MaxTableBytes = 1 << 12 }));
        yield return ("trees, path-dependent", trees, () => TreeExplainer.PathDependent(trees, new TreeExplainerOptions()));
    }

    /// <summary>Made anew each time; one that all threads share; saved and loaded: three jobs that give the same.</summary>
    private static IEnumerable<Job> Explaining(string name, IModel model, Func<Explainer> create)
    {
        Explainer shared = create();
        double[] expected = Values(shared);
        yield return new Job($"{name}, made anew", _ => Same(expected, Values(create())));
        yield return new Job($"{name}, shared", _ => Same(expected, Values(shared)));
        yield return new Job($"{name}, saved and loaded", _ =>
        {
            using var stream = new MemoryStream();
            shared.Save(stream);
            stream.Position = 0;
            return Same(expected, Values(Explainer.Load(model, stream)));
        });
    }

    private static double[] Cancelled(IModel model, Random random)
    {
        using var cancellation = new CancellationTokenSource();
        int calls = 0, last = random.Next(1, 30);
        var stopped = new DelegateModel(D, 1, (rows, outputs) =>
        {
            if (Interlocked.Increment(ref calls) >= last) cancellation.Cancel();
            model.Predict(rows, outputs);
        });
        return Throws<OperationCanceledException>(() => CompressThenExplain.Explain(stopped, Data, Rows, new ExplainOptions { ModelRows = 40_000, MaxBatchRows = 256, Threads = 2 }, progress: null, cancellation.Token));
    }

    private static double[] Failing(IModel model, Random random, Action fail)
    {
        int calls = 0, last = random.Next(1, 30);
        var failing = new DelegateModel(D, 1, (rows, outputs) =>
        {
            model.Predict(rows, outputs);
            if (Interlocked.Increment(ref calls) < last) return;
            fail();
            outputs[0] = float.NaN;
        });
        return Throws<Exception>(() => CompressThenExplain.Explain(failing, Data, Rows, new ExplainOptions { ModelRows = 40_000, MaxBatchRows = 256, Threads = 2 }));
    }

    private static double[] Damaged(byte[] file, Random random)
    {
        try
        {
            ModelReader.Read(new MemoryStream(file, 0, random.Next(file.Length)), "cut short");
        }
        catch (ModelFormatException)
        {
            return [1];
        }

        throw new InvalidOperationException("a model file that is cut short was read");
    }

    private static double[] Throws<TException>(Action work)
        where TException : Exception
    {
        try
        {
            work();
        }
        catch (TException)
        {
            return [1];
        }

        throw new InvalidOperationException("it went through");
    }

    private static double[] Same(double[] expected, double[] actual) =>
        expected.AsSpan().SequenceEqual(actual) ? actual : throw new InvalidOperationException("other values than the first explainer's");

    private static double[] Values(Explainer explainer)
    {
        Explanation explanation = explainer.Explain(Rows);
        return [.. explanation.BaseValues, .. Enumerable.Range(0, explanation.RowCount).SelectMany(row => (double[])[.. explanation.Values(row), .. explanation.StandardErrors(row)])];
    }

    private static double[] Values(InteractionExplanation explanation) => [.. Enumerable.Range(0, explanation.RowCount).SelectMany(row => explanation.Values(row).ToArray())];

    private static FeatureGrid Grid(int feature) => FeatureGrid.Quantiles(Data, D, feature, 16);

    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
