using System.Threading;
using CteFast.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CteFast.Generators.Rows;

/// <summary>Reads a type that carries <c>[FeatureRow]</c> into a <see cref="FeatureRowSpec"/>; the only place that sees symbols.</summary>
internal static class FeatureRowParser
{
    private const string Space = "CteFast.Data.";
    public const string AttributeName = Space + "FeatureRowAttribute";

    public static FeatureRowResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        Location place = declaration.Identifier.GetLocation();
        try
        {
            bool derived = type.TypeKind == TypeKind.Class && type.BaseType is not { SpecialType: SpecialType.System_Object };
            if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword) || type.IsFileLocal || type.ContainingType is not null || type.IsGenericType
                || type.IsAbstract || type.IsStatic || type.IsRefLikeType || derived || ParametersOf(type, cancellationToken) is not { } parameters)
                throw Fault(place, FeatureRowDiagnostics.NotPartial, type.Name);

            (ISymbol Member, IParameterSymbol? Parameter)[] members = [.. Members(type, parameters).Where(member => !Has(member, "NotAFeatureAttribute"))];
            if (members.Length == 0) throw Fault(place, FeatureRowDiagnostics.Empty, type.Name);
            FeatureSpec[] features = [.. members.Select(Feature)];
            Check(features, members);
            int[] arguments = [.. parameters.Select(parameter => Array.FindIndex(members, member => SymbolEqualityComparer.Default.Equals(member.Parameter, parameter)))];
            string keyword = (type.IsRecord, type.IsValueType) switch { (true, true) => "record struct", (true, _) => "record", (_, true) => "struct", _ => "class" };
            return new FeatureRowResult(new FeatureRowSpec(GeneratedFile.Namespace(type), type.Name, keyword,
                new EquatableArray<int>(arguments), new EquatableArray<FeatureSpec>(features)), null);
        }
        catch (DiagnosticException e)
        {
            return new FeatureRowResult(null, e.Info);
        }
    }

    /// <summary>What a row is made with: a record's parameters, or none; null where it takes others.</summary>
    private static IParameterSymbol[]? ParametersOf(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        IMethodSymbol? primary = type.InstanceConstructors.FirstOrDefault(made => made.DeclaringSyntaxReferences.Any(place => place.GetSyntax(cancellationToken) is TypeDeclarationSyntax));
        if (primary is not null) return type.IsRecord ? [.. primary.Parameters] : null;
        return type.InstanceConstructors.Any(made => made.Parameters.Length == 0) ? [] : null;
    }

    /// <summary>The members that others see: those of a record's parameters first.</summary>
    private static IEnumerable<(ISymbol Member, IParameterSymbol? Parameter)> Members(INamedTypeSymbol type, IParameterSymbol[] parameters)
    {
        ISymbol[] members = [.. type.GetMembers().Where(member => !member.IsStatic && member.DeclaredAccessibility == Accessibility.Public
            && member is IPropertySymbol { IsIndexer: false } or IFieldSymbol { IsImplicitlyDeclared: false })];
        foreach (IParameterSymbol parameter in parameters)
        {
            if (members.FirstOrDefault(member => member.Name == parameter.Name) is { } member) yield return (member, parameter);
        }

        foreach (ISymbol member in members)
        {
            if (parameters.All(parameter => parameter.Name != member.Name)) yield return (member, null);
        }
    }

    private static FeatureSpec Feature((ISymbol Member, IParameterSymbol? Parameter) of)
    {
        ISymbol member = of.Member;
        ITypeSymbol type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
        bool isNullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        string? name = type.SpecialType switch
        {
            SpecialType.System_Single => "float",
            SpecialType.System_Double => "double",
            SpecialType.System_Int32 => "int",
            SpecialType.System_Boolean => "bool",
            SpecialType.System_String => "string",
            _ => type.TypeKind == TypeKind.Enum ? type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) : null,
        };
        const string Otherwise = "mark it [NotAFeature], or";
        if (name is null)
            throw Fault(member, FeatureRowDiagnostics.NoFeature, $"'{member.Name}' is a {type.ToDisplayString()}; {Otherwise} make it a float, double, int, bool, string, enum or a nullable one of these");
        bool canBeSet = of.Parameter is not null || member is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod.DeclaredAccessibility: Accessibility.Public };
        if (!canBeSet || member is IPropertySymbol { GetMethod: null })
            throw Fault(member, FeatureRowDiagnostics.NoFeature, $"'{member.Name}' cannot be read and set from outside; {Otherwise} give it a public getter and setter");
        IFieldSymbol[] levels = type.TypeKind == TypeKind.Enum ? [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue)] : [];
        // A value with two names is one level, called by the first.
        string[] names = [.. levels.GroupBy(level => level.ConstantValue).Select(same => same.First().Name)];
        if (type.TypeKind == TypeKind.Enum && names.Length == 0) throw Fault(member, FeatureRowDiagnostics.NoFeature, $"'{member.Name}' is a {type.ToDisplayString()}, which has no members");
        AttributeData? attribute = Of(of, "FeatureAttribute");
        string? called = attribute?.ConstructorArguments.FirstOrDefault().Value as string;
        string? group = attribute?.NamedArguments.FirstOrDefault(pair => pair.Key == "Group").Value.Value as string;
        return new FeatureSpec(member.Name, called ?? member.Name, group, name, isNullable, new EquatableArray<string>(names));
    }

    private static void Check(FeatureSpec[] features, (ISymbol Member, IParameterSymbol? Parameter)[] members)
    {
        for (int j = 0; j < features.Length; j++)
        {
            FeatureSpec feature = features[j];
            if (feature.Member == "Features") throw Fault(members[j].Member, FeatureRowDiagnostics.BadName, "'Features' is the name of the generated class; call the member otherwise");
            if (feature.Name.Length == 0) throw Fault(members[j].Member, FeatureRowDiagnostics.BadName, $"'{feature.Member}' has an empty name");
            if (features.Take(j).Any(other => other.Name == feature.Name))
                throw Fault(members[j].Member, FeatureRowDiagnostics.BadName, $"two features are called \"{feature.Name}\"");
            if (feature.Group is not { } group) continue;
            if (group.Length == 0) throw Fault(members[j].Member, FeatureRowDiagnostics.BadGroup, $"the group of '{feature.Member}' has an empty name");
            if (features.Count(other => other.Group == group) == 1) throw Fault(members[j].Member, FeatureRowDiagnostics.BadGroup, $"the group \"{group}\" has one feature only");
            if (features.Any(other => other.Group != group && other.Name == group))
                throw Fault(members[j].Member, FeatureRowDiagnostics.BadGroup, $"the group \"{group}\" is called as a feature outside it");
        }
    }

    private static bool Has((ISymbol Member, IParameterSymbol? Parameter) of, string attribute) => Of(of, attribute) is not null;

    private static AttributeData? Of((ISymbol Member, IParameterSymbol? Parameter) of, string attribute) =>
        of.Member.GetAttributes().Concat(of.Parameter?.GetAttributes() ?? []).FirstOrDefault(data => data.AttributeClass?.ToDisplayString() == Space + attribute);

    private static DiagnosticException Fault(ISymbol member, DiagnosticDescriptor descriptor, string text) => Fault(member.Locations[0], descriptor, text);

    private static DiagnosticException Fault(Location place, DiagnosticDescriptor descriptor, string text) => new(DiagnosticInfo.At(place, descriptor, text));
}
