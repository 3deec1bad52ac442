using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using static System.FormattableString;

namespace CteFast.Cli.Measure;

/// <summary>What the processor can do at most, measured beside what is compared with it.</summary>
internal static class Processor
{
    private const int Iterations = 8_192;

    /// <summary>Whether the processor has fused multiply-adds; without, there is no limit to measure.</summary>
    public static bool FusesMultiplyAdds => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>The bits of the widest vectors in use.</summary>
    public static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>The processor's name.</summary>
    public static string Name
    {
        get
        {
            const string File = "/proc/cpuinfo", Key = "model name";
            string? line = System.IO.File.Exists(File) ? System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
            return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
        }
    }

    /// <summary>The clock in cycles per ns, from a chain of additions and exclusive ors in which each waits a cycle for the one before.</summary>
    public static double Clock()
    {
        const int CyclesAnIteration = 16;
        long start = Stopwatch.GetTimestamp();
        ulong result = Chain(Iterations, (ulong)start | 1);
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        GC.KeepAlive(result);
        return CyclesAnIteration * Iterations / nanoseconds;
    }

    /// <summary>The floats per ns that pass through fused multiply-adds on the widest vectors, twelve of them independent.</summary>
    public static double FusedMultiplyAdds()
    {
        const int VectorsAnIteration = 12;
        long start = Stopwatch.GetTimestamp();
        float result = Vector512.IsHardwareAccelerated ? Multiply512(Iterations, start) : Multiply256(Iterations, start);
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        GC.KeepAlive(result);
        return VectorsAnIteration * (Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count) * (double)Iterations / nanoseconds;
    }

    /// <summary>The machine in a line.</summary>
    public static string Describe()
    {
        double clock = Median(Clock), lanes = Median(FusedMultiplyAdds);
        return Invariant($"{Name}, {Environment.ProcessorCount} processors{Load()}, {RuntimeInformation.FrameworkDescription}; {VectorBits}-bit vectors; ")
            + Invariant($"measured: {clock:F2} cycles a ns, {lanes / clock:F0} float FMAs a cycle.");
    }

    /// <summary>The median of many measurements.</summary>
    public static double Median(Func<double> measure) => Timing.Median([.. Enumerable.Range(0, 501).Select(_ => measure())]);

    private static string Load()
    {
        const string File = "/proc/loadavg";
        return System.IO.File.Exists(File) ? $" (load {System.IO.File.ReadAllText(File).Split(' ')[0]} before)" : "";
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ulong Chain(int iterations, ulong y)
    {
        ulong x = 1;
        for (int i = 0; i < iterations; i++)
        {
            x += y; y ^= x; x += y; y ^= x; x += y; y ^= x; x += y; y ^= x;
            x += y; y ^= x; x += y; y ^= x; x += y; y ^= x; x += y; y ^= x;
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Multiply512(int iterations, float start)
    {
        Vector512<float> f = Vector512.Create(.5f), s = Vector512.Create(start);
        Vector512<float> a = s, b = s, c = s, d = s, e = s, g = s, h = s, k = s, l = s, m = s, n = s, o = s;
        for (int i = 0; i < iterations; i++)
        {
            a = Vector512.FusedMultiplyAdd(a, f, s);
            b = Vector512.FusedMultiplyAdd(b, f, s);
            c = Vector512.FusedMultiplyAdd(c, f, s);
            d = Vector512.FusedMultiplyAdd(d, f, s);
            e = Vector512.FusedMultiplyAdd(e, f, s);
            g = Vector512.FusedMultiplyAdd(g, f, s);
            h = Vector512.FusedMultiplyAdd(h, f, s);
            k = Vector512.FusedMultiplyAdd(k, f, s);
            l = Vector512.FusedMultiplyAdd(l, f, s);
            m = Vector512.FusedMultiplyAdd(m, f, s);
            n = Vector512.FusedMultiplyAdd(n, f, s);
            o = Vector512.FusedMultiplyAdd(o, f, s);
        }

        return Vector512.Sum(a + b + c + d + e + g + h + k + l + m + n + o);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Multiply256(int iterations, float start)
    {
        Vector256<float> f = Vector256.Create(.5f), s = Vector256.Create(start);
        Vector256<float> a = s, b = s, c = s, d = s, e = s, g = s, h = s, k = s, l = s, m = s, n = s, o = s;
        for (int i = 0; i < iterations; i++)
        {
            a = Vector256.FusedMultiplyAdd(a, f, s);
            b = Vector256.FusedMultiplyAdd(b, f, s);
            c = Vector256.FusedMultiplyAdd(c, f, s);
            d = Vector256.FusedMultiplyAdd(d, f, s);
            e = Vector256.FusedMultiplyAdd(e, f, s);
            g = Vector256.FusedMultiplyAdd(g, f, s);
            h = Vector256.FusedMultiplyAdd(h, f, s);
            k = Vector256.FusedMultiplyAdd(k, f, s);
            l = Vector256.FusedMultiplyAdd(l, f, s);
            m = Vector256.FusedMultiplyAdd(m, f, s);
            n = Vector256.FusedMultiplyAdd(n, f, s);
            o = Vector256.FusedMultiplyAdd(o, f, s);
        }

        return Vector256.Sum(a + b + c + d + e + g + h + k + l + m + n + o);
    }
}
