using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace CteFast.Studies;

/// <summary>Runs this program again, or another, for what only a fresh process shows.</summary>
internal static class ChildProcess
{
    /// <summary>The numbers that the program prints with the given arguments.</summary>
    public static double[] Measure(params string[] arguments)
    {
        string program = Environment.ProcessPath ?? throw new StudyException("the path of this process is not known");
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] all = isHost ? [Assembly.GetExecutingAssembly().Location, .. arguments] : arguments;
        string output = Run(program, all);
        string[] lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }

    /// <summary>What a program writes to standard output; it must end well.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new StudyException($"{program} could not be started");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new StudyException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}: {output.Trim()}");
    }

    /// <summary>Prints the numbers that <see cref="Measure"/> reads.</summary>
    public static void Report(params ReadOnlySpan<double> values)
    {
        foreach (double value in values) Console.WriteLine(value.ToString("R", CultureInfo.InvariantCulture));
    }
}
