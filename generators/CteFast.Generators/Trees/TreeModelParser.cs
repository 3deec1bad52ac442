using System.Collections.Immutable;
using System.Text;
using System.Threading;
using CteFast.Explain.Models;
using CteFast.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CteFast.Generators.Trees;

/// <summary>Reads a class that carries <c>[TreeModel]</c>, and its file, into a <see cref="TreeModelSpec"/>; the only place that sees symbols.</summary>
internal static class TreeModelParser
{
    public const string AttributeName = "CteFast.Explain.Models.Trees.TreeModelAttribute";

    public static TreeModelDeclaration Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        AttributeData attribute = context.Attributes[0];
        string path = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
        Location place = attribute.ApplicationSyntaxReference!.GetSyntax(cancellationToken).GetLocation();
        bool isUsable = declaration.Modifiers.Any(SyntaxKind.PartialKeyword) && !type.IsStatic && !type.IsAbstract && !type.IsFileLocal
            && type.ContainingType is null && !type.IsGenericType;
        return new TreeModelDeclaration(
            new TreeModelTarget(GeneratedFile.Namespace(type), type.Name),
            path,
            isUsable ? null : DiagnosticInfo.At(declaration.Identifier.GetLocation(), TreeModelDiagnostics.NotPartial, type.Name),
            DiagnosticInfo.At(place, TreeModelDiagnostics.NoFile, path),
            DiagnosticInfo.At(place, TreeModelDiagnostics.TwoFiles, path));
    }

    /// <summary>The additional file whose path ends with the one that is asked for, folder by folder.</summary>
    public static TreeModelMatch Match(TreeModelDeclaration declaration, ImmutableArray<AdditionalText> files)
    {
        if (declaration.Diagnostic is not null) return new TreeModelMatch(declaration.Target, null, declaration.Diagnostic);
        string wanted = "/" + Slashes(declaration.Path).TrimStart('/');
        AdditionalText[] found = wanted.Length == 1
            ? []
            : [.. files.Where(file => ("/" + Slashes(file.Path)).EndsWith(wanted, StringComparison.Ordinal))];
        return found.Length switch
        {
            0 => new TreeModelMatch(declaration.Target, null, declaration.NoFile),
            1 => new TreeModelMatch(declaration.Target, found[0], null),
            _ => new TreeModelMatch(declaration.Target, null, declaration.TwoFiles),
        };
    }

    public static TreeModelResult Read(TreeModelTarget target, AdditionalText file, CancellationToken cancellationToken)
    {
        SourceText? text = file.GetText(cancellationToken);
        string name = Path.GetFileName(file.Path);
        byte[] utf8 = text is null ? [] : Encoding.UTF8.GetBytes(text.ToString());
        try
        {
            if (text is null) throw new ModelFormatException(name, "", "the file is no text; save XGBoost's models as .json");
            return new TreeModelResult(new TreeModelSpec(target, name, TreeModelBuilder.Build(ModelFile.Read(utf8, name), name)), null);
        }
        catch (ModelFormatException e)
        {
            int place = Encoding.UTF8.GetCharCount(utf8, 0, Math.Min(ModelFile.Find(utf8, e.Location), utf8.Length));
            var span = new TextSpan(place, 0);
            LinePositionSpan lines = text?.Lines.GetLinePositionSpan(span) ?? default;
            return new TreeModelResult(null, new DiagnosticInfo(TreeModelDiagnostics.BadFile, file.Path, span, lines, e.Message));
        }
    }

    private static string Slashes(string path) => path.Replace('\\', '/');
}
