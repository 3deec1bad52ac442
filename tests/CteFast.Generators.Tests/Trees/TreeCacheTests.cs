using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Trees;

public sealed class TreeCacheTests
{
    private const string Elsewhere = "namespace User; public static class Elsewhere { public const int A = 1; }";

    private static readonly ModelText Model = ModelText.Of(ModelText.Small()), Other = new("/home/user/notes.txt", "notes");

    private static GeneratorRun Run() => GeneratorRun.OfTrees([Model, Other], ModelText.Class, Elsewhere);

    [Fact]
    public void Spec_EditElsewhere_IsCached() => CheckReused(Run().With(1, Elsewhere.Replace("A = 1", "A = 2", StringComparison.Ordinal)));

    [Fact]
    public void Spec_ClassMoved_IsCached() => CheckReused(Run().With(0, "// Further down.\n\n" + ModelText.Class));

    [Fact]
    public void Spec_AnotherFileChanged_IsCached() => CheckReused(Run().With(Other, new ModelText(Other.Path, "more notes")));

    [Fact]
    public void Spec_SameModelWrittenAnew_IsUnchanged() => CheckReused(Run().With(Model, ModelText.Of(ModelText.Small().Replace(",", " , ", StringComparison.Ordinal))));

    [Fact]
    public void Spec_ModelChanged_IsModified()
    {
        GeneratorRun first = Run(), second = first.With(Model, ModelText.Of(ModelText.Small(trees: 2)));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(second));
        Assert.NotEqual(first.Emitted.Single(), second.Emitted.Single());
    }

    [Fact]
    public void Diagnostic_FileMended_GoesAway()
    {
        ModelText spoiled = ModelText.Of("{");
        GeneratorRun run = GeneratorRun.OfTrees([spoiled], ModelText.Class);
        Assert.Single(run.Diagnostics);
        run = run.With(spoiled, Model);
        Assert.Empty(run.Diagnostics);
        Assert.Single(run.Emitted);
    }

    private static void CheckReused(GeneratorRun run)
    {
        Assert.All(Reasons(run), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
        IncrementalGeneratorRunStep source = Assert.Single(run.Result.TrackedOutputSteps.Values.SelectMany(steps => steps),
            step => step.Inputs.Any(input => input.Source.Outputs[input.OutputIndex].Value.GetType().Name == "TreeModelSpec"));
        Assert.Equal(IncrementalStepRunReason.Cached, Assert.Single(source.Outputs).Reason);
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRun run) =>
        run.Result.TrackedSteps[TreeModelGenerator.SpecStep].SelectMany(step => step.Outputs).Select(output => output.Reason);
}
