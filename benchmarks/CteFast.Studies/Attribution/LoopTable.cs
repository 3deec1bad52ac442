using CteFast.Attribution.Loops;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Training;
using static System.FormattableString;

namespace CteFast.Studies.Attribution;

/// <summary>What loops made for a layer's shape gain over the general ones: alone, and in fitting and scoring.</summary>
internal static class LoopTable
{
    private const int Rows = ILayerLoops<float>.MostRows;

    public static List<LoopCase> Print(TextWriter output, RealSet set, bool quick)
    {
        TimeSpan time = TimeSpan.FromMilliseconds(quick ? 20 : 100);
        List<LoopCase> cases = [];
        var layers = new MarkdownTable(output, Invariant($"**Generated loops** of single layers, float, one thread, against the general ones; microseconds, medians of runs in turn. Rotations and filters are of 20 queries, squares and sums of {Rows} rows; ")
            + "the results are the same to the last bit.", "layer", "loop", "general, µs", "generated, µs", "gain");
        foreach (DenseNetwork network in new[] { SmallNetwork.Network, DigitsNetwork.Network, WideNetwork.Network })
        {
            for (int l = 0; l < network.Layers.Length; l++)
            {
                foreach (LoopCase result in Layer(network, l, time))
                {
                    if (cases.Any(other => (other.Shape, other.Loop) == (result.Shape, result.Loop))) continue;
                    cases.Add(result);
                    layers.Row(result.Shape, result.Loop, MarkdownTable.Number(result.General / 1e3), MarkdownTable.Number(result.Generated / 1e3), MarkdownTable.Ratio(result.General / result.Generated));
                }
            }
        }

        var networks = new MarkdownTable(output, Invariant($"**Generated loops** in whole attributions: digits, N = {DigitsCase.Rows}, 100 queries, 6 checkpoints, one thread. ")
            + "784-512-256-128-10 is wider than generated loops go in every layer: it takes the general ones either way.",
            "network", "step", "general, ms", "generated, ms", "gain");
        foreach (DenseNetwork network in new[] { SmallNetwork.Network, DigitsNetwork.Network, WideNetwork.Network })
        {
            foreach (LoopCase result in Whole(network, DigitsCase.Read(set, threads: 1), quick))
            {
                cases.Add(result);
                networks.Row(result.Shape, result.Loop, MarkdownTable.Number(result.General / 1e6), MarkdownTable.Number(result.Generated / 1e6), MarkdownTable.Ratio(result.General / result.Generated));
            }
        }

        if (LargeNetwork.Network.Loops<float>(1).Any(loops => loops is not GeneralLoops<float>)) throw new StudyException("the large network has generated loops after all");
        return cases;
    }

    private static IEnumerable<LoopCase> Layer(DenseNetwork network, int l, TimeSpan time)
    {
        const int Queries = 20;
        ILayerLoops<float> generated = network.Loops<float>(1)[l], general = new GeneralLoops<float>(generated.Inputs, generated.Outputs, threads: 1);
        int o = generated.Outputs, c = generated.Inputs + 1;
        float[] left = Numbers(o * o), right = Numbers(c * c), filter = Numbers(o * c), inputs = Numbers(Rows * c), outputs = Numbers(Rows * o);
        float[] values = Numbers(o * Queries * c), scratch = new float[values.Length], vectors = [.. values], inputSquares = new float[Rows * c], outputSquares = new float[Rows * o], sum = new float[o * c];

        // Rotated over and over, numbers would leave the range that is fast.
        yield return Case("rotate", loops =>
        {
            vectors.CopyTo(values, 0);
            loops.Rotate(left, right, values, scratch);
        });
        yield return Case("filter", loops => loops.Filter(filter, vectors, scratch));
        yield return Case("square inputs", loops => loops.SquareInputs(inputs, right, inputSquares));
        yield return Case("square outputs", loops =>
        {
            Array.Clear(outputSquares);
            loops.AddSquaredOutputs(outputs, left, outputSquares);
        });
        yield return Case("sum over rows", loops => loops.Multiply(outputs, inputs, sum));

        LoopCase Case(string name, Action<ILayerLoops<float>> run)
        {
            Timing.WarmUp(time, () => Run(general, 1));
            Timing.WarmUp(time, () => Run(generated, 1));

            // As many runs at a time as the clock can tell apart.
            int runs = 1;
            while (Timing.Milliseconds(() => Run(generated, runs)) < 0.1) runs *= 2;
            double[] medians = Timing.InterleavedMedians(15, time, 1000, () => Run(general, runs), () => Run(generated, runs));
            return new LoopCase($"{generated.Inputs}-{o}", name, 1e6 * medians[0] / runs, 1e6 * medians[1] / runs);

            void Run(ILayerLoops<float> loops, int count)
            {
                for (int i = 0; i < count; i++) run(loops);
            }
        }
    }

    private static IEnumerable<LoopCase> Whole(DenseNetwork network, DigitsCase digits, bool quick)
    {
        var general = new DenseNetwork([network.FeatureCount, .. network.Layers.ToArray().Select(layer => layer.Outputs)], network.Activation, network.Loss);
        Trajectory<float>[] trajectories = [Trained(general), Trained(network)];
        SourceAttribution<float>?[] sources = [null, null];
        var scores = new double[digits.Queries.Count * digits.Training.Count];
        yield return Case("fitting", k => sources[k] = SourceAttribution<float>.Fit(trajectories[k], digits.Training, new SourceOptions()));
        yield return Case("scoring", k => sources[k]!.Score(digits.Queries, scores, DigitsCase.Scoring with { Threads = 1 }));

        LoopCase Case(string name, Action<int> run)
        {
            Timing.WarmUp(TimeSpan.FromMilliseconds(quick ? 100 : 400), () =>
            {
                run(0);
                run(1);
            });
            double[] medians = Timing.InterleavedMedians(5, TimeSpan.FromMilliseconds(quick ? 100 : 1000), 200, () => run(0), () => run(1));
            string shape = network.ToString();
            return new LoopCase(shape[..shape.IndexOf(',')], name, 1e6 * medians[0], 1e6 * medians[1]);
        }

        Trajectory<float> Trained(DenseNetwork shape) => Trainer.Train<float>(shape, digits.Training, DigitsCase.Options(1));
    }

    private static float[] Numbers(int length)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }
}
