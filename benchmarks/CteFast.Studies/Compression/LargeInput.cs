using System.Diagnostics;
using System.Globalization;
using CteFast.Compression;

namespace CteFast.Studies.Compression;

/// <summary>A million rows, in a process of its own whose peak memory is that of this alone.</summary>
internal static class LargeInput
{
    public const string Command = "compression-large";
    private const int Full = 1_000_000, Quick = 100_000, D = 16, Size = 1_000;
    private const double TargetSeconds = 10;

    public static LargeCase Print(TextWriter output, Targets targets, bool quick)
    {
        int n = quick ? Quick : Full;
        double[] measured = ChildProcess.Measure(Command, n.ToString(CultureInfo.InvariantCulture));
        var result = new LargeCase(n, D, Size, measured[0], measured[1]);
        var table = new MarkdownTable(output,
            "**Large input**: standard normal rows by `Coreset.Compress` on two threads in a fresh process, from standardising to measuring the MMD."
                + (quick ? " Not the million rows of the full study (--quick)." : ""),
            "n", "d", "size", "seconds", "peak, MiB", "MMD / uniform's");
        table.Row(MarkdownTable.Count(n), $"{D}", MarkdownTable.Count(Size),
            quick ? MarkdownTable.Number(measured[0]) : targets.AtMost("seconds", "a million rows", measured[0], TargetSeconds),
            MarkdownTable.Number(measured[1]), MarkdownTable.Ratio(measured[2]));
        return result;
    }

    /// <summary>Measures in this process: seconds, the peak of its memory, the MMD over the uniform sample's.</summary>
    public static void Report(string[] options)
    {
        float[] rows = NormalRows.Make(int.Parse(options[0], CultureInfo.InvariantCulture), D, SpeedTable.DataSeed);
        Coreset? coreset = null;
        double milliseconds = Timing.Milliseconds(() => coreset = Coreset.Compress(rows, D, Size, new CoresetOptions { Threads = 2 }));
        using var process = Process.GetCurrentProcess();
        double ratio = Math.Sqrt(coreset!.SquaredMmd / coreset.SquaredMmdUniform);
        ChildProcess.Report(milliseconds / 1000, process.PeakWorkingSet64 / (1024.0 * 1024), ratio);
    }
}
