using CteFast.Generators.Infrastructure;
using CteFast.Generators.Kernels;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators;

/// <summary>Emits the fast loops of every struct that carries <c>[Kernel]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class KernelGenerator : IIncrementalGenerator
{
    /// <summary>The name under which tests find the specs among the generator's tracked steps.</summary>
    public const string SpecStep = "KernelSpec";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<KernelResult> results = context.SyntaxProvider
            .ForAttributeWithMetadataName(KernelParser.AttributeName, static (node, _) => node.Kind() is SyntaxKind.StructDeclaration or SyntaxKind.RecordStructDeclaration, KernelParser.Parse);

        IncrementalValuesProvider<KernelSpec> specs = results
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => result.Spec!)
            .WithTrackingName(SpecStep);

        context.RegisterSources(specs, KernelEmitter.HintName, KernelEmitter.Emit);
        context.RegisterDiagnostics(results.Select(static (result, _) => result.Diagnostic));
    }
}
