using System.Threading;
using CteFast.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CteFast.Generators.Dense;

/// <summary>Reads a class that carries <c>[DenseNetwork]</c> into a <see cref="DenseNetworkSpec"/>; the only place that sees symbols.</summary>
internal static class DenseNetworkParser
{
    public const string AttributeName = "CteFast.Attribution.Models.DenseNetworkAttribute";

    // As the network's constructor has them.
    private const int LargestWidth = 1 << 16;
    private const long MostParameters = 0x7FFFFFC7 / 8;

    public static DenseNetworkResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        AttributeData attribute = context.Attributes[0];
        Location place = attribute.ApplicationSyntaxReference!.GetSyntax(cancellationToken).GetLocation();
        try
        {
            if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword) || type.IsFileLocal || type.ContainingType is not null || type.IsGenericType)
                throw new DiagnosticException(DiagnosticInfo.At(declaration.Identifier.GetLocation(), DenseNetworkDiagnostics.NotPartial, type.Name));
            int[] widths = Widths(attribute, place);
            return new DenseNetworkResult(new DenseNetworkSpec(
                GeneratedFile.Namespace(type), type.Name,
                new EquatableArray<int>(widths), Choice(attribute, "Activation", "Relu", place), Loss(attribute, widths[widths.Length - 1], place)), null);
        }
        catch (DiagnosticException e)
        {
            return new DenseNetworkResult(null, e.Info);
        }
    }

    private static int[] Widths(AttributeData attribute, Location place)
    {
        TypedConstant argument = attribute.ConstructorArguments.FirstOrDefault();
        int[] widths = argument.Kind == TypedConstantKind.Array && !argument.IsNull ? [.. argument.Values.Select(value => value.Value as int? ?? 0)] : [];
        if (widths.Length < 2) throw Fault("a network has the number of its features and of its outputs at least: [DenseNetwork(64, 32, 10)]");
        long parameters = 0;
        for (int l = 0; l < widths.Length; l++)
        {
            if (widths[l] is < 1 or > LargestWidth) throw Fault($"width {l} is {widths[l]}; widths lie between 1 and {LargestWidth}");
            if (l > 0) parameters += (long)widths[l] * (widths[l - 1] + 1);
        }

        return parameters <= MostParameters ? widths : throw Fault($"there are {parameters} parameters, more than {MostParameters}");

        DiagnosticException Fault(string problem) => new(DiagnosticInfo.At(place, DenseNetworkDiagnostics.BadWidths, problem));
    }

    private static string Loss(AttributeData attribute, int outputs, Location place)
    {
        string loss = Choice(attribute, "Loss", "SquaredError", place);
        string? problem = loss switch
        {
            "Logistic" when outputs != 1 => $"a logistic loss has one output, not {outputs}",
            "SoftmaxCrossEntropy" when outputs < 2 => "a softmax has two outputs at least",
            _ => null,
        };
        return problem is null ? loss : throw new DiagnosticException(DiagnosticInfo.At(place, DenseNetworkDiagnostics.BadLoss, problem));
    }

    /// <summary>The name of an enumeration's member that a property of the attribute is set to.</summary>
    private static string Choice(AttributeData attribute, string property, string otherwise, Location place)
    {
        TypedConstant value = attribute.NamedArguments.FirstOrDefault(pair => pair.Key == property).Value;
        if (value.Type is not INamedTypeSymbol { TypeKind: TypeKind.Enum } type) return otherwise;
        return type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value.Value))?.Name
            ?? throw new DiagnosticException(DiagnosticInfo.At(place, DenseNetworkDiagnostics.BadLoss, $"{value.Value} is no {type.Name}"));
    }
}
