using System.Diagnostics;

namespace CteFast.Cli.Tests;

/// <summary>A run of the executable itself, from a shell that redirects as users do.</summary>
internal sealed record ToolRun(int ExitCode, string Out, string Error)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Whether there is a shell of Unix, with its devices and signals.</summary>
    public static bool IsPossible => !OperatingSystem.IsWindows();

    /// <summary>Runs a script in a folder; <c>$ctefast</c> stands for the command.</summary>
    public static ToolRun Of(string folder, string script, params (string Name, string Value)[] environment)
    {
        using Process process = Start(folder, script, environment);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{script} did not end");
        }

        return new ToolRun(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Runs a command that would take very long, and sends it a signal once it is at work.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">What is typed after <c>ctefast</c>.</param>
    /// <param name="signal">The signal's name, as kill takes it.</param>
    public static ToolRun Interrupt(string folder, string arguments, string signal)
    {
        // Standard input stays open: commands may wait for it. In the background of a script, tests are run with the signal ignored, and what they start
        // would ignore it, too; no shell undoes that.
        string heed = OperatingSystem.IsLinux() ? $"env --default-signal={signal} " : "";
        using Process process = Start(folder, $"exec {heed}$ctefast {arguments}", []);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        WaitUntilAtWork(process);
        using (Process kill = Process.Start("kill", ["-s", signal, $"{process.Id}"])) kill.WaitForExit();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{arguments} did not end after {signal}");
        }

        return new ToolRun(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Waits until a process has computed for a while, or for nothing new for a while: it waits for input then.</summary>
    private static void WaitUntilAtWork(Process process)
    {
        TimeSpan atWork = TimeSpan.FromSeconds(0.5), idle = TimeSpan.FromSeconds(1), used = default;
        long lastUse = Stopwatch.GetTimestamp();
        while (!process.HasExited && used < atWork && (used == default || Stopwatch.GetElapsedTime(lastUse) < idle))
        {
            Thread.Sleep(50);
            process.Refresh();
            TimeSpan now = process.HasExited ? used : process.TotalProcessorTime;
            if (now > used) (used, lastUse) = (now, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Asserts that the run failed with one line that holds all <paramref name="parts"/>.</summary>
    public void AssertFailed(params string[] parts)
    {
        Assert.Equal(1, ExitCode);
        Assert.StartsWith("ctefast: ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', Error.TrimEnd());
        Assert.DoesNotContain("unexpected", Error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
    }

    private static Process Start(string folder, string script, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ctefast"] = Path.Combine(AppContext.BaseDirectory, "CteFast.Cli");
        // The executable looks for the runtime where this process has its own: root/shared/Microsoft.NETCore.App/version.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        // As in the tests' projects: most runs are over before profiles pay.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment.Remove("COLUMNS");
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
