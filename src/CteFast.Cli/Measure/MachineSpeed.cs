using System.Diagnostics;
using System.Runtime.InteropServices;
using CteFast.Cli.Render;
using CteFast.Compression;
using CteFast.Explain;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Permutation;
using CteFast.Explain.Trees;

namespace CteFast.Cli.Measure;

/// <summary>How fast this machine does what the library is for, on made data: medians of as many runs as each part has time for, after a third of it to warm up.</summary>
internal sealed class MachineSpeed
{
    private const int FewestRuns = 3, MostRuns = 1_000;
    private const int NetworkInputs = 12, ModelRows = 2000;
    private const int TreeInputs = 12, TreeCount = 200, TreeDepth = 6, TreeBackground = 10_000, TreeRows = 2_000;

    private static readonly int[] Dimensions = [2, 8, 16, 32, 64];
    private static readonly TimeSpan Part = TimeSpan.FromSeconds(0.5), QuickPart = TimeSpan.FromSeconds(0.05);
    private static readonly (int N, int D)[] Inputs = [(4_096, 16), (16_384, 2), (16_384, 16), (16_384, 64), (65_536, 16)], QuickInputs = [(4_096, 16), (16_384, 16)];
    private static readonly int[] Hidden = [128, 64];

    private readonly TimeSpan _part;
    private readonly (int N, int D)[] _inputs;
    private readonly IProgress<double>? _progress;
    private readonly CancellationToken _cancellationToken;
    private int _done;

    private MachineSpeed(bool quick, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        (_progress, _cancellationToken) = (progress, cancellationToken);
        (_part, _inputs) = quick ? (QuickPart, QuickInputs) : (Part, Inputs);
    }

    /// <summary>Measures everything.</summary>
    /// <param name="quick">Fewer inputs, fewer runs.</param>
    /// <param name="progress">Receives the fraction done.</param>
    /// <param name="cancellationToken">Cancels the work between two runs.</param>
    public static BenchReport Run(bool quick, IProgress<double>? progress, CancellationToken cancellationToken)
        => new MachineSpeed(quick, progress, cancellationToken).Run();

    private BenchReport Run()
    {
        long start = Stopwatch.GetTimestamp();
        double clock = Processor.Median(Processor.Clock);
        double? fused = Processor.FusesMultiplyAdds ? Processor.Median(Processor.FusedMultiplyAdds) : null;
        return new BenchReport
        {
            Processor = Processor.Name,
            ProcessorCount = Environment.ProcessorCount,
            Framework = RuntimeInformation.FrameworkDescription,
            VectorBits = Processor.VectorBits,
            Clock = clock,
            FusedMultiplyAdds = fused,
            Fill = [.. Dimensions.Select(Fill)],
            Compression = [.. _inputs.Select(input => Compress(input.N, input.D))],
            Explanation = Explain(),
            Trees = Trees(),
            Elapsed = Stopwatch.GetElapsedTime(start),
        };
    }

    private FillSpeed Fill(int d)
    {
        // Both are measured in the same rounds; the first few show how many there is time for.
        const int Few = 21, Most = 3001;
        double milliseconds = Timing.Milliseconds(() => Rounds(Few)) / Few;
        (double nanoseconds, double reference) = Rounds(Math.Clamp((int)(_part.TotalMilliseconds / milliseconds), Few, Most));
        Done();
        return new FillSpeed(d, nanoseconds, Processor.FusesMultiplyAdds ? KernelFill.FusedMultiplyAdds(d) / reference : null);

        (double, double) Rounds(int rounds) => KernelFill.Measure(d, rounds, () =>
        {
            _cancellationToken.ThrowIfCancellationRequested();
            return Processor.FusesMultiplyAdds ? Processor.FusedMultiplyAdds() : 0;
        });
    }

    private CompressionSpeed Compress(int n, int d)
    {
        float[] rows = NormalRows.Make(n, d, seed: 1);
        int size = (int)Math.Sqrt(n);
        double[] medians = Medians(() => Run(1), () => Run(Environment.ProcessorCount));
        return new CompressionSpeed(n, d, size, medians[0], medians[1]);

        void Run(int threads) => Coreset.Compress(rows, d, size, new CoresetOptions { Threads = threads }, progress: null, _cancellationToken);
    }

    private ExplanationSpeed Explain()
    {
        const int DataRows = 4_096;
        NetworkModel model = MadeNetwork.Make(NetworkInputs, Hidden, seed: 2);
        float[] data = NormalRows.Make(DataRows, NetworkInputs, seed: 1);
        Background background = Background.Compress(data, NetworkInputs, ModelRows / (2 * (NetworkInputs - 1)), seed: 0, progress: null, _cancellationToken);
        PermutationExplainer explainer = new(model, background, new ExplainOptions { ModelRows = ModelRows });
        double[] prediction = new double[1], values = new double[NetworkInputs], errors = new double[NetworkInputs];
        int row = 0;
        Timing.WarmUp(_part / 3, One);
        double[] times = Timing.Sorted(FewestRuns, _part, One);
        long modelRows = explainer.Explain(data.AsSpan(0, NetworkInputs), cancellationToken: _cancellationToken).ModelRows;
        Done();
        return new ExplanationSpeed($"network {NetworkInputs}-{string.Join('-', Hidden)}-1", modelRows, 1000 * times[times.Length / 2], 1000 * times[(int)(0.99 * times.Length)]);

        void One()
        {
            _cancellationToken.ThrowIfCancellationRequested();
            explainer.Explain(data.AsSpan(row++ % DataRows * NetworkInputs, NetworkInputs), prediction, values, errors);
        }
    }

    private TreeSpeed Trees()
    {
        float[] background = NormalRows.Make(TreeBackground, TreeInputs, seed: 1), rows = NormalRows.Make(TreeRows, TreeInputs, seed: 2);
        TreeEnsemble model = MadeEnsemble.Make(background, TreeInputs, TreeCount, TreeDepth, seed: 3);
        TreeExplainer explainer = Make();
        double[] values = new double[rows.Length];
        float[] margins = new float[TreeRows];
        double[] medians = Medians(() => Make(), () => explainer.ComputeValues(rows, values), () => model.Predict(rows, margins));
        return new TreeSpeed($"{TreeCount} trees of depth {TreeDepth}, {TreeInputs} features", TreeBackground, 1000 * medians[2] / TreeRows, 1000 * medians[1] / TreeRows, medians[0]);

        TreeExplainer Make() => new(model, background, new TreeExplainerOptions(), cancellationToken: _cancellationToken);
    }

    /// <summary>Warms up, then takes the median milliseconds of runs in turn.</summary>
    private double[] Medians(params Action[] runs)
    {
        Action[] stoppable = [.. runs.Select(run => (Action)(() =>
        {
            _cancellationToken.ThrowIfCancellationRequested();
            run();
        }))];
        foreach (Action run in stoppable) Timing.WarmUp(_part / (3 * runs.Length), run);
        double[] medians = Timing.InterleavedMedians(FewestRuns, _part, MostRuns, stoppable);
        Done();
        return medians;
    }

    private void Done() => _progress?.Report(++_done / (double)(Dimensions.Length + _inputs.Length + 2));
}
