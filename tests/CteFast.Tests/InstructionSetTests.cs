namespace CteFast.Tests;

/// <summary>
/// Runs this project's tests again as on lesser machines: kernels, numerics, data, discrepancy, golden files, and thinning and compression with their oracles,
/// extreme data, cancellation, two samples, streams, merging and a tenth of the fuzz. Left out are those whose <see cref="LesserMachine.Trait"/> says so and why.
/// </summary>
public sealed class InstructionSetTests
{
    // The largest golden case takes ten seconds without vectors and goes where the others go.
    private const string Filter = "DisplayName!~g4_16384";

    public static TheoryData<string> Settings => LesserMachine.Settings;

    [LesserMachineTheory]
    [MemberData(nameof(Settings))]
    public Task Tests_InstructionsSwitchedOff_PassInAChildProcess(string setting) => LesserMachine.Passes(typeof(InstructionSetTests).Assembly, Filter, setting);
}
