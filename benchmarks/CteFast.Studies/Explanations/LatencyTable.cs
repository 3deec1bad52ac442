using System.Diagnostics;
using CteFast.Explain;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Permutation;

namespace CteFast.Studies.Explanations;

/// <summary>The latency of single explanations into the caller's memory.</summary>
internal static class LatencyTable
{
    private const int Features = 12, DataRows = 4096, ModelRows = 2000;

    public static LatencyCase Print(TextWriter output, Targets targets, bool quick)
    {
        int calls = quick ? 2_000 : 100_000;
        NetworkModel model = MadeNetwork.Make(Features, [128, 64], seed: 2);
        float[] data = NormalRows.Make(DataRows, Features, seed: 1);
        var options = new ExplainOptions { ModelRows = ModelRows };
        Background background = Background.Compress(data, Features, ModelRows / (2 * (Features - 1)), seed: 0);
        var explainer = new PermutationExplainer(model, background, options);
        double[] prediction = new double[1], values = new double[Features], errors = new double[Features], microseconds = new double[calls];
        Timing.WarmUp(TimeSpan.FromSeconds(1), () => explainer.Explain(data.AsSpan(0, Features), prediction, values, errors));

        GC.Collect();
        int collections = GC.CollectionCount(0);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++)
        {
            long start = Stopwatch.GetTimestamp();
            explainer.Explain(data.AsSpan(i % DataRows * Features, Features), prediction, values, errors);
            microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        collections = GC.CollectionCount(0) - collections;
        Array.Sort(microseconds);
        (double median, double late) = (microseconds[calls / 2], microseconds[(int)(0.999 * calls)]);

        ReadOnlyMemory<float> many = data.AsMemory(0, 1000 * Features);
        var two = new PermutationExplainer(model, background, options with { Threads = 2 });
        double[] times = Timing.InterleavedMedians(3, TimeSpan.FromSeconds(1), 20, () => explainer.Explain(many.Span), () => two.Explain(many.Span));
        double one = 1e6 / times[0], both = 1e6 / times[1];

        var table = new MarkdownTable(output, $"**Latency** of one explanation into the caller's memory, one thread: network {Features}-128-64-1 of random weights, {MarkdownTable.Count(ModelRows)} model rows, {MarkdownTable.Count(calls)} calls.",
            "median, µs", "99.9 %, µs", "bytes allocated", "collections", "rows a second", "on two threads", "times");
        table.Row(MarkdownTable.Number(median), MarkdownTable.Number(late), targets.AtMost("bytes allocated by all calls", "the network", allocated, 0), MarkdownTable.Count(collections),
            MarkdownTable.Number(one), MarkdownTable.Number(both), MarkdownTable.Ratio(both / one));
        return new LatencyCase(median, late, allocated, ModelRows, calls, collections, one, both);
    }
}
