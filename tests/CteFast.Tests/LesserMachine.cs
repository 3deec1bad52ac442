using System.Diagnostics;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CteFast.Tests;

/// <summary>Runs tests again with some instructions switched off: the widths and fused products that a process has are fixed when it starts.</summary>
internal static class LesserMachine
{
    /// <summary>The trait of tests that are not all run again; its values say why.</summary>
    public const string Trait = "LesserMachine";

    /// <summary>
    /// Not run again: of what an algorithm's decisions amount to, how often and how well, over many seeds, where others, which are run again, compare the
    /// decisions themselves with an oracle's; or of progress and cancellation in long work.
    /// </summary>
    public const string AnyWill = "AnyWill";

    /// <summary>
    /// Not run again where vectors are emulated, some 300 times as slow: of so many points that it takes minutes (others have fewer), or of memory, which the
    /// emulation takes, too.
    /// </summary>
    public const string NeedsVectors = "NeedsVectors";

    private const string AllVectors = "DOTNET_EnableHWIntrinsic";

    private const string Child = "CTEFAST_TEST_CHILD";

    /// <summary>What can be switched off: 512 bits, then also 256 bits and fused products, then all vectors.</summary>
    public static TheoryData<string> Settings => ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", AllVectors];

    /// <summary>So many random cases; a tenth of them on a lesser machine, a fortieth where vectors are emulated.</summary>
    public static int Cases(int count) => Environment.GetEnvironmentVariable(Child) switch
    {
        null => count,
        AllVectors => (count + 39) / 40,
        _ => (count + 9) / 10,
    };

    /// <summary>Runs tests of an assembly in a child process; there it checks that the instructions are off.</summary>
    /// <param name="tests">The assembly, the caller's test among those run.</param>
    /// <param name="filter">The tests.</param>
    /// <param name="setting">What is switched off.</param>
    public static async Task Passes(Assembly tests, string filter, string setting)
    {
        if (Environment.GetEnvironmentVariable(Child) is { } child)
        {
            if (child == setting) Assert.False(IsOn(setting), setting + " had no effect");
            return;
        }

        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string traits = $"&{Trait}!={AnyWill}" + (setting == AllVectors ? $"&{Trait}!={NeedsVectors}" : "");
        foreach (string argument in new[] { "test", tests.Location, "--filter", $"({filter}){traits}" }) start.ArgumentList.Add(argument);
        start.Environment[setting] = "0";
        start.Environment[Child] = setting;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token), error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        string text = await output + await error;
        Assert.True(process.ExitCode == 0, text);
        Assert.Contains("Passed!", text, StringComparison.Ordinal);
    }

    private static bool IsOn(string setting) => setting switch
    {
        "DOTNET_EnableAVX512" => Avx512F.IsSupported,
        "DOTNET_EnableAVX2" => Avx2.IsSupported || Fma.IsSupported,
        _ => Vector128.IsHardwareAccelerated,
    };
}
