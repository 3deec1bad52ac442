using CteFast.Generators.Infrastructure;
using CteFast.Generators.Rows;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators;

/// <summary>Emits schema, writer and reader of every type that carries <c>[FeatureRow]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FeatureRowGenerator : IIncrementalGenerator
{
    /// <summary>The name under which tests find the specs among the generator's tracked steps.</summary>
    public const string SpecStep = "FeatureRowSpec";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<FeatureRowResult> results = context.SyntaxProvider
            .ForAttributeWithMetadataName(FeatureRowParser.AttributeName, static (node, _) => node.Kind() is SyntaxKind.ClassDeclaration or SyntaxKind.StructDeclaration or SyntaxKind.RecordDeclaration or SyntaxKind.RecordStructDeclaration, FeatureRowParser.Parse);

        IncrementalValuesProvider<FeatureRowSpec> specs = results
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => result.Spec!)
            .WithTrackingName(SpecStep);

        context.RegisterSources(specs, FeatureRowEmitter.HintName, FeatureRowEmitter.Emit);
        context.RegisterDiagnostics(results.Select(static (result, _) => result.Diagnostic));
    }
}
