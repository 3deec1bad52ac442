using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Repository.Tests;

/// <summary>The public surface of an assembly as text: a line for every type and member, in the words of C#.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat Format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The lines of an assembly: types in ordinal order, each followed by its members.</summary>
    public static IEnumerable<string> Of(Assembly assembly)
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] own = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "CteFast*.dll")];
        MetadataReference[] references = [.. Directory.EnumerateFiles(runtime, "System*.dll").Concat(own).Select(path => MetadataReference.CreateFromFile(path))];
        CSharpCompilation compilation = CSharpCompilation.Create("api", references: references);
        ISymbol read = compilation.GetAssemblyOrModuleSymbol(references[Array.FindIndex(references, reference => reference.Display == assembly.Location)])!;
        return Types(((IAssemblySymbol)read).GlobalNamespace).OrderBy(FullName, StringComparer.Ordinal).SelectMany(Lines);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
        => container.GetMembers().OfType<INamespaceOrTypeSymbol>()
            .SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type).Where(IsVisible) : Types(member));

    private static IEnumerable<string> Lines(INamedTypeSymbol type)
    {
        IEnumerable<string> bases = type.AllInterfaces.Where(IsVisible).Select(Text).Order(StringComparer.Ordinal);
        if (type.BaseType is { SpecialType: SpecialType.None } parent) bases = bases.Prepend(Text(parent));
        string modifier = type switch
        {
            { TypeKind: not TypeKind.Class } => "",
            { IsStatic: true } => "static ",
            { IsSealed: true } => "sealed ",
            { IsAbstract: true } => "abstract ",
            _ => "",
        };
        string list = string.Join(", ", bases);
        yield return $"{modifier}{Text(type)} in {type.ContainingNamespace.ToDisplayString()}{(list.Length > 0 ? $" : {list}" : "")}";

        // The compiler's own members of records and structures are left out: they follow from the type.
        foreach (string line in type.GetMembers().Where(member => IsVisible(member) && !IsWritten(member)).Select(Text).Order(StringComparer.Ordinal))
            yield return $"    {line}";
    }

    private static string FullName(INamedTypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}.{Text(type)}";

    private static bool IsWritten(ISymbol member) => member switch
    {
        INamedTypeSymbol => true,
        IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove } => true,
        IMethodSymbol method => method.IsImplicitlyDeclared || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "CompilerGeneratedAttribute"),
        _ => false,
    };

    private static bool IsVisible(ISymbol symbol)
        => symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
            && (symbol.ContainingType is null || IsVisible(symbol.ContainingType));

    private static string Text(ISymbol symbol) => symbol.ToDisplayString(Format);
}
