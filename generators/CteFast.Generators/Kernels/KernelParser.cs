using System.Threading;
using CteFast.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CteFast.Generators.Kernels;

/// <summary>Reads a struct that carries <c>[Kernel]</c> into a <see cref="KernelSpec"/>; the only place that sees symbols.</summary>
internal static class KernelParser
{
    private const int MostFeatures = 4096;

    public const string AttributeName = "CteFast.Kernels.KernelAttribute";

    public static KernelResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        try
        {
            return new KernelResult(Read(context, cancellationToken), null);
        }
        catch (DiagnosticException e)
        {
            return new KernelResult(null, e.Info);
        }
    }

    private static KernelSpec Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword) || !type.IsReadOnly || type.IsRecord || type.IsRefLikeType
            || type.IsFileLocal || type.ContainingType is not null || type.IsGenericType)
        {
            throw Error(declaration.Identifier.GetLocation(), KernelDiagnostics.NotPartial, type.Name);
        }

        IMethodSymbol term = Method(type, "Term", 2)
            ?? throw Error(declaration.Identifier.GetLocation(), KernelDiagnostics.MissingTerm, type.Name);
        IMethodSymbol profile = Method(type, "Profile", 1) is { } found && Same(found.ReturnType, term.ReturnType)
            ? found
            : throw Error(declaration.Identifier.GetLocation(), KernelDiagnostics.MissingProfile, type.Name);

        var termReader = Reader(context, term, cancellationToken);
        var profileReader = Reader(context, profile, cancellationToken);
        FormulaMethod termFormula = termReader.Read(Syntax(term, cancellationToken));
        FormulaMethod profileFormula = profileReader.Read(Syntax(profile, cancellationToken));

        return new KernelSpec(
            GeneratedFile.Namespace(type),
            type.Name,
            IsProduct(context.Attributes[0]),
            new(Dimensions(context.Attributes[0], cancellationToken)),
            new(termReader.Fields.Union(profileReader.Fields)),
            termFormula,
            profileFormula);
    }

    private static bool IsProduct(AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(a => a.Key == "Product").Value.Value is true;

    private static SortedSet<int> Dimensions(AttributeData attribute, CancellationToken cancellationToken)
    {
        TypedConstant argument = attribute.NamedArguments.FirstOrDefault(a => a.Key == "Dimensions").Value;
        if (argument.Kind != TypedConstantKind.Array || argument.IsNull) return [];
        var dimensions = new SortedSet<int>();
        for (int i = 0; i < argument.Values.Length; i++)
        {
            if (argument.Values[i].Value is not int dimension || dimension < 1 || dimension > MostFeatures || !dimensions.Add(dimension))
            {
                throw Error(DimensionLocation(attribute, i, cancellationToken), KernelDiagnostics.BadDimension,
                    argument.Values[i].Value?.ToString() ?? "null");
            }
        }

        return dimensions;
    }

    /// <summary>Where a dimension was written: as the element of an array in whatever syntax, or the attribute where it is not spelt out.</summary>
    private static Location DimensionLocation(AttributeData attribute, int index, CancellationToken cancellationToken)
    {
        SyntaxNode syntax = attribute.ApplicationSyntaxReference!.GetSyntax(cancellationToken);
        ExpressionSyntax? array = syntax.DescendantNodes().OfType<AttributeArgumentSyntax>()
            .FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Dimensions")?.Expression;
        SyntaxNode? element = array switch
        {
            CollectionExpressionSyntax collection => collection.Elements.ElementAtOrDefault(index),
            ImplicitArrayCreationExpressionSyntax created => created.Initializer.Expressions.ElementAtOrDefault(index),
            ArrayCreationExpressionSyntax created => created.Initializer?.Expressions.ElementAtOrDefault(index),
            _ => null,
        };
        return (element ?? array ?? syntax).GetLocation();
    }

    private static IMethodSymbol? Method(INamedTypeSymbol type, string name, int parameters)
    {
        var methods = type.GetMembers(name).OfType<IMethodSymbol>().ToArray();
        return methods.Length == 1
            && methods[0] is { IsGenericMethod: false } method
            && method.Parameters.Length == parameters
            && method.ReturnType.SpecialType is SpecialType.System_Single or SpecialType.System_Double
            && method.Parameters.All(p => Same(p.Type, method.ReturnType) && p.RefKind == RefKind.None)
            && method.DeclaringSyntaxReferences.Length == 1
                ? method
                : null;
    }

    private static FormulaReader Reader(GeneratorAttributeSyntaxContext context, IMethodSymbol method, CancellationToken cancellationToken) =>
        new(context.SemanticModel.Compilation.GetSemanticModel(method.DeclaringSyntaxReferences[0].SyntaxTree), cancellationToken);

    private static MethodDeclarationSyntax Syntax(IMethodSymbol method, CancellationToken cancellationToken) =>
        (MethodDeclarationSyntax)method.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken);

    private static bool Same(ITypeSymbol a, ITypeSymbol b) => SymbolEqualityComparer.Default.Equals(a, b);

    private static DiagnosticException Error(Location location, DiagnosticDescriptor descriptor, string argument) =>
        new(DiagnosticInfo.At(location, descriptor, argument));
}
