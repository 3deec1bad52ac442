using System.Diagnostics;

namespace CteFast.Cli.Measure;

/// <summary>Wall-clock times.</summary>
internal static class Timing
{
    /// <summary>The milliseconds of one run.</summary>
    public static double Milliseconds(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The median milliseconds of each action: run in turn, so that what else the machine does falls on all alike.</summary>
    /// <param name="rounds">The fewest rounds.</param>
    /// <param name="atLeast">Rounds go on for this long, up to <paramref name="mostRounds"/>.</param>
    /// <param name="mostRounds">The most rounds.</param>
    /// <param name="runs">The actions.</param>
    public static double[] InterleavedMedians(int rounds, TimeSpan atLeast, int mostRounds, params Action[] runs)
    {
        List<double>[] times = [.. runs.Select(_ => new List<double>())];
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < rounds || (round < mostRounds && Stopwatch.GetElapsedTime(start) < atLeast); round++)
        {
            for (int i = 0; i < runs.Length; i++) times[i].Add(Milliseconds(runs[i]));
        }

        return [.. times.Select(Median)];
    }

    /// <summary>The median of each measurement, taken in turn.</summary>
    public static double[] Medians(int rounds, params Func<double>[] measurements)
    {
        List<double>[] values = [.. measurements.Select(_ => new List<double>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < measurements.Length; i++) values[i].Add(measurements[i]());
        }

        return [.. values.Select(Median)];
    }

    /// <summary>The milliseconds of every run that a time has room for, the shortest first.</summary>
    public static double[] Sorted(int fewest, TimeSpan atLeast, Action run)
    {
        List<double> times = [];
        for (long start = Stopwatch.GetTimestamp(); times.Count < fewest || Stopwatch.GetElapsedTime(start) < atLeast;) times.Add(Milliseconds(run));
        times.Sort();
        return [.. times];
    }

    /// <summary>Runs an action until it has had the time to be compiled for speed.</summary>
    public static void WarmUp(TimeSpan atLeast, Action run)
    {
        long start = Stopwatch.GetTimestamp();
        do run();
        while (Stopwatch.GetElapsedTime(start) < atLeast);
    }

    public static double Median(List<double> values)
    {
        double[] ordered = [.. values.Order()];
        int middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}
