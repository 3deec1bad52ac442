using System.Text;
using CteFast.Generators.Dense;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

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

        context.RegisterSourceOutput(specs, static (output, spec) =>
            output.AddSource(DenseNetworkEmitter.HintName(spec), SourceText.From(DenseNetworkEmitter.Emit(spec), Encoding.UTF8)));

        context.RegisterSourceOutput(
            results.Where(static result => result.Diagnostic is not null).Select(static (result, _) => result.Diagnostic!),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }
}
