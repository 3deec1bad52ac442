namespace CteFast.Tests;

/// <summary>Runs the numerical tests again as on lesser machines.</summary>
public sealed class InstructionSetTests
{
    // The largest golden case is left out: it takes ten seconds without vectors and goes where the others go.
    private const string Filter = "(FullyQualifiedName~CteFast.Tests.Kernels|FullyQualifiedName~CteFast.Tests.Numerics|FullyQualifiedName~CteFast.Tests.Golden"
        + "|FullyQualifiedName~InstructionSetTests)"
        + "&DisplayName!~g4_16384";

    public static TheoryData<string> Settings => LesserMachine.Settings;

    [Theory]
    [MemberData(nameof(Settings))]
    public Task Tests_InstructionsSwitchedOff_PassInAChildProcess(string setting) => LesserMachine.Passes(typeof(InstructionSetTests).Assembly, Filter, setting);
}
