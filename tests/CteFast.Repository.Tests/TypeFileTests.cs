using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CteFast.Repository.Tests;

/// <summary>Whoever looks for a public type finds it by the names of the files.</summary>
public sealed class TypeFileTests
{
    [Fact]
    public void PublicTypes_File_BearsTheirName() => Rule.Holds("A public type lies in a file of its own name:", Offenders());

    /// <summary>Types, as folder and name, of which no part lies in a file of their name. A nested type belongs to the one around it.</summary>
    private static IEnumerable<string> Offenders()
        => from file in SourceTree.CSharp("src")
           from type in CSharpSyntaxTree.ParseText(file.Text).GetCompilationUnitRoot().DescendantNodes(IsAroundTypes).OfType<MemberDeclarationSyntax>()
           let name = NameOf(type)
           where name is not null && type.Modifiers.Any(SyntaxKind.PublicKeyword)
           group Path.GetFileNameWithoutExtension(file.Path) == name by $"{file.Folder}/{name}" into parts
           where !parts.Any(isNamedSo => isNamedSo)
           orderby parts.Key
           select parts.Key;

    private static bool IsAroundTypes(SyntaxNode node) => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax;

    private static string? NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declared => declared.Identifier.Text,
        DelegateDeclarationSyntax declared => declared.Identifier.Text,
        _ => null,
    };
}
