using CteFast.Tests;

namespace CteFast.Attribution.Tests;

/// <summary>Runs the tests of products, passes, curvature and scoring again as on lesser machines.</summary>
public sealed class InstructionSetTests
{
    private const string Filter = "FullyQualifiedName~Tests.Loops|FullyQualifiedName~Tests.Models|FullyQualifiedName~Tests.Curvature|FullyQualifiedName~Tests.Scoring"
        + "|FullyQualifiedName~SpectralTests|FullyQualifiedName~InstructionSetTests";

    public static TheoryData<string> Settings => LesserMachine.Settings;

    [LesserMachineTheory]
    [MemberData(nameof(Settings))]
    public Task Tests_InstructionsSwitchedOff_PassInAChildProcess(string setting) => LesserMachine.Passes(typeof(InstructionSetTests).Assembly, Filter, setting);
}
