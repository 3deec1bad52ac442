using CteFast.Tests;

namespace CteFast.Explain.Tests;

/// <summary>Runs the tests of networks, trees and what is counted on trees again as on lesser machines.</summary>
public sealed class InstructionSetTests
{
    // Comparisons with sampling explainers and with enumeration are left out: they take minutes without vectors and go where the others go.
    private const string Filter = "(FullyQualifiedName~NetworkModelTests|FullyQualifiedName~NetworkGradientTests|FullyQualifiedName~Tests.Models.Trees"
        + "|FullyQualifiedName~Tests.TreeShap|FullyQualifiedName~InstructionSetTests)"
        + "&FullyQualifiedName!~Explain_Sample_Agrees";

    public static TheoryData<string> Settings => LesserMachine.Settings;

    [LesserMachineTheory]
    [MemberData(nameof(Settings))]
    public Task Tests_InstructionsSwitchedOff_PassInAChildProcess(string setting) => LesserMachine.Passes(typeof(InstructionSetTests).Assembly, Filter, setting);
}
