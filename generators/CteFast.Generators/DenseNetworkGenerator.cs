using CteFast.Generators.Dense;
using CteFast.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators;

/// <summary>Emits a network with loops made for its layers' shapes into every class that carries <c>[DenseNetwork(64, 32, 10)]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class DenseNetworkGenerator : IIncrementalGenerator
{
    /// <summary>The name under which tests find the specs among the generator's tracked steps.</summary>
    public const string SpecStep = "DenseNetworkSpec";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<DenseNetworkResult> results = context.SyntaxProvider
            .ForAttributeWithMetadataName(DenseNetworkParser.AttributeName, static (node, _) => node.Kind() is SyntaxKind.ClassDeclaration, DenseNetworkParser.Parse);

        IncrementalValuesProvider<DenseNetworkSpec> specs = results
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => result.Spec!)
            .WithTrackingName(SpecStep);

        context.RegisterSources(specs, DenseNetworkEmitter.HintName, DenseNetworkEmitter.Emit);
        context.RegisterDiagnostics(results.Select(static (result, _) => result.Diagnostic));
    }
}
