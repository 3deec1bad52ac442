using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Dense;

public sealed class NetworkCacheTests
{
    private const string Network = "namespace User; [DenseNetwork(4, 2)] internal partial class Mine;", Elsewhere = "namespace User; public static class Elsewhere { public const int A = 1; }";

    private static GeneratorRun Run() => GeneratorRun.OfNetworks(Network, Elsewhere);

    [Fact]
    public void Spec_EditElsewhere_IsCached() => CheckReused(Run().With(1, Elsewhere.Replace("A = 1", "A = 2", StringComparison.Ordinal)));

    [Fact]
    public void Spec_ClassMovedOrWrittenOtherwise_IsUnchanged()
    {
        CheckReused(Run().With(0, "// Further down.\n\n" + Network));
        CheckReused(Run().With(0, Network.Replace("(4, 2)", "(2 + 2, 2, Loss = Loss.SquaredError)", StringComparison.Ordinal)));
    }

    [Fact]
    public void Spec_WidthChanged_IsModified()
    {
        GeneratorRun first = Run(), second = first.With(0, Network.Replace("(4, 2)", "(5, 2)", StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(second));
        Assert.NotEqual(first.Emitted.Single(), second.Emitted.Single());
    }

    [Fact]
    public void Diagnostic_WidthsMended_GoesAway()
    {
        GeneratorRun run = GeneratorRun.OfNetworks(Network.Replace("(4, 2)", "(4)", StringComparison.Ordinal));
        Assert.Single(run.Diagnostics);
        run = run.With(0, Network);
        Assert.Empty(run.Diagnostics);
        Assert.Single(run.Emitted);
    }

    private static void CheckReused(GeneratorRun run)
    {
        Assert.All(Reasons(run), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
        IncrementalGeneratorRunStep source = Assert.Single(run.Result.TrackedOutputSteps.Values.SelectMany(steps => steps),
            step => step.Inputs.Any(input => input.Source.Outputs[input.OutputIndex].Value.GetType().Name == "DenseNetworkSpec"));
        Assert.Equal(IncrementalStepRunReason.Cached, Assert.Single(source.Outputs).Reason);
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRun run) =>
        run.Result.TrackedSteps[DenseNetworkGenerator.SpecStep].SelectMany(step => step.Outputs).Select(output => output.Reason);
}
