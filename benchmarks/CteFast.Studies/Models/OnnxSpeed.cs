using CteFast.OnnxRuntime;
using CteFast.OnnxRuntime.Tests;
using Microsoft.ML.OnnxRuntime;

namespace CteFast.Studies.Models;

/// <summary>Rows a second through a session of ours, against the runtime with its inputs and outputs bound, at the fastest of several batch sizes; one thread each.</summary>
internal static class OnnxSpeed
{
    private const int Rows = 1 << 14;

    private static readonly int[] Batches = [32, 64, 128, 256, 512, 1024];

    public static IEnumerable<DoorSpeed> Measure(bool quick)
    {
        foreach ((int columns, int hidden) in ((int, int)[])[(10, 32), (30, 128)])
            yield return Measure(quick, $"ONNX Runtime, network of {columns} x {hidden}", MadeGraphs.OfMatrix(columns, hidden, 1), columns);
        yield return Measure(quick, "ONNX Runtime, 200 stumps", MadeGraphs.Stumps(200, 10), 10);
    }

    private static DoorSpeed Measure(bool quick, string name, byte[] bytes, int columns)
    {
        using var model = (OnnxSessionModel)OnnxModel.Open(bytes, name, new OnnxModelOptions { Output = "y" });
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(bytes, options);
        float[] rows = MadeGraphs.Numbers(Rows * columns, 7), made = new float[Rows];
        using var run = new RunOptions();
        Action[] runs = [() => model.Predict(rows, made), .. Batches.Select(Native)];
        foreach (Action action in runs) Timing.WarmUp(TimeSpan.FromMilliseconds(200), action);
        double[] times = Timing.InterleavedMedians(5, TimeSpan.FromSeconds(quick ? 1 : 4), 400, runs);
        int best = Enumerable.Range(1, Batches.Length).MinBy(i => times[i]);
        if (Environment.GetEnvironmentVariable("ALL_BATCHES") is not null) Console.Error.WriteLine($"{name}: door {times[0]:F2}; {string.Join(", ", Batches.Select((b, i) => $"{b}: {times[i + 1]:F2}"))}");
        return new DoorSpeed($"{name}; the runtime's best batch is {Batches[best - 1]}", 1000 * Rows / times[0], 1000 * Rows / times[best]);

        Action Native(int batch)
        {
            float[] input = new float[batch * columns], output = new float[batch];
            OrtIoBinding binding = session.CreateIoBinding();
            binding.BindInput("x", OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input.AsMemory(), [batch, columns]));
            binding.BindOutput("y", OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, output.AsMemory(), [batch, 1]));
            return () =>
            {
                for (int start = 0; start < Rows; start += batch)
                {
                    rows.AsSpan(start * columns, input.Length).CopyTo(input);
                    session.RunWithBinding(run, binding);
                }
            };
        }
    }
}
