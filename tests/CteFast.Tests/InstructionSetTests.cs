using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CteFast.Tests;

/// <summary>Runs the numerical tests again as on lesser machines: the widths and fused products that a process has are fixed when it starts.</summary>
public sealed class InstructionSetTests
{
    private const string Child = "CTEFAST_TEST_CHILD";

    // The largest golden case is left out: it takes ten seconds without vectors and goes where the others go.
    private const string Filter = "(FullyQualifiedName~CteFast.Tests.Kernels|FullyQualifiedName~CteFast.Tests.Numerics|FullyQualifiedName~CteFast.Tests.Golden"
        + "|FullyQualifiedName~InstructionSetTests)"
        + "&DisplayName!~g4_16384";

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Tests_InstructionsSwitchedOff_PassInAChildProcess(string setting)
    {
        if (Environment.GetEnvironmentVariable(Child) is { } child)
        {
            if (child == setting) Assert.False(IsOn(setting), setting + " had no effect");
            return;
        }

        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "test", typeof(InstructionSetTests).Assembly.Location, "--filter", Filter }) start.ArgumentList.Add(argument);
        start.Environment[setting] = "0";
        start.Environment[Child] = setting;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
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
