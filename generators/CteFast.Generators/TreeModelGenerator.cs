using System.Collections.Immutable;
using CteFast.Generators.Infrastructure;
using CteFast.Generators.Trees;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators;

/// <summary>Emits the trees of a model file, and a predictor made for them, into every class that carries <c>[TreeModel("model.json")]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TreeModelGenerator : IIncrementalGenerator
{
    /// <summary>The name under which tests find the specs among the generator's tracked steps.</summary>
    public const string SpecStep = "TreeModelSpec";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<AdditionalText>> files = context.AdditionalTextsProvider.Collect();
        IncrementalValuesProvider<TreeModelMatch> matches = context.SyntaxProvider
            .ForAttributeWithMetadataName(TreeModelParser.AttributeName, static (node, _) => node.Kind() is SyntaxKind.ClassDeclaration, TreeModelParser.Parse)
            .Combine(files)
            .Select(static (pair, _) => TreeModelParser.Match(pair.Left, pair.Right));

        // Without the place in the source: a moved line does not read the model anew.
        IncrementalValuesProvider<TreeModelResult> results = matches
            .Where(static match => match.File is not null)
            .Select(static (match, _) => (match.Target, File: match.File!))
            .Select(static (pair, cancellationToken) => TreeModelParser.Read(pair.Target, pair.File, cancellationToken));

        IncrementalValuesProvider<TreeModelSpec> specs = results
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => result.Spec!)
            .WithTrackingName(SpecStep);

        context.RegisterSources(specs, TreeModelEmitter.HintName, TreeModelEmitter.Emit);
        context.RegisterDiagnostics(matches.Select(static (match, _) => match.Diagnostic));
        context.RegisterDiagnostics(results.Select(static (result, _) => result.Diagnostic));
    }
}
