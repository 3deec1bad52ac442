using System.Threading;
using CteFast.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CteFast.Generators.Kernels;

/// <summary>Reads the body of a scalar method into a <see cref="FormulaMethod"/>.</summary>
internal sealed class FormulaReader(SemanticModel model, CancellationToken cancellationToken)
{
    private static readonly Dictionary<string, int> Functions = new()
    {
        ["Abs"] = 1,
        ["Exp"] = 1,
        ["Floor"] = 1,
        ["FusedMultiplyAdd"] = 3,
        ["Log"] = 1,
        ["Max"] = 2,
        ["Min"] = 2,
        ["Sqrt"] = 1,
    };

    private readonly SortedSet<string> _fields = new(StringComparer.Ordinal);

    /// <summary>The fields met so far.</summary>
    public IEnumerable<string> Fields => _fields;

    public FormulaMethod Read(MethodDeclarationSyntax method)
    {
        var parameters = new EquatableArray<string>(method.ParameterList.Parameters.Select(p => p.Identifier.ValueText));
        var locals = new List<FormulaLocal>();
        if (method.ExpressionBody is { } body) return new FormulaMethod(parameters, new(locals), Expression(body.Expression));
        if (method.Body is null) throw Unsupported(method, method.Identifier.ValueText);

        foreach (StatementSyntax statement in method.Body.Statements)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (statement)
            {
                // What refers to a constant is a constant itself.
                case LocalDeclarationStatementSyntax { IsConst: true }:
                    break;
                case LocalDeclarationStatementSyntax declaration:
                    if (!IsFloating(model.GetTypeInfo(declaration.Declaration.Type, cancellationToken).Type))
                        throw Unsupported(declaration.Declaration, FirstLine(declaration.Declaration));
                    foreach (VariableDeclaratorSyntax variable in declaration.Declaration.Variables)
                    {
                        if (variable.Initializer is null) throw Unsupported(variable, variable.ToString());
                        locals.Add(new FormulaLocal(variable.Identifier.ValueText, Expression(variable.Initializer.Value)));
                    }

                    break;
                case ReturnStatementSyntax { Expression: { } result }:
                    return new FormulaMethod(parameters, new(locals), Expression(result));
                default:
                    throw Unsupported(statement, FirstLine(statement));
            }
        }

        throw Unsupported(method, method.Identifier.ValueText);
    }

    private Formula Expression(ExpressionSyntax syntax)
    {
        if (model.GetConstantValue(syntax, cancellationToken) is { HasValue: true, Value: { } constant } && constant is IConvertible and not (string or bool or char))
            return new Formula.Constant(Convert.ToDouble(constant, System.Globalization.CultureInfo.InvariantCulture));

        return syntax switch
        {
            ParenthesizedExpressionSyntax inner => Expression(inner.Expression),
            IdentifierNameSyntax or MemberAccessExpressionSyntax => Name(syntax),
            PrefixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.UnaryMinusExpression) => new Formula.Negate(Expression(unary.Operand)),
            PrefixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.UnaryPlusExpression) => Expression(unary.Operand),
            CastExpressionSyntax cast when IsFloating(model.GetTypeInfo(cast, cancellationToken).Type) => Expression(cast.Expression),
            // Integers divide and overflow otherwise than the vectors that would stand for them.
            BinaryExpressionSyntax binary when IsFloating(model.GetTypeInfo(binary, cancellationToken).Type) => Binary(binary),
            ConditionalExpressionSyntax conditional =>
                new Formula.Conditional(Condition(conditional.Condition), Expression(conditional.WhenTrue), Expression(conditional.WhenFalse)),
            InvocationExpressionSyntax call => Call(call),
            _ => throw Unsupported(syntax, FirstLine(syntax)),
        };
    }

    private Formula Name(ExpressionSyntax syntax) => model.GetSymbolInfo(syntax, cancellationToken).Symbol switch
    {
        ILocalSymbol or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } }
            when syntax is IdentifierNameSyntax name => new Formula.Variable(name.Identifier.ValueText),
        IFieldSymbol { IsReadOnly: true, IsStatic: false } field
            when IsFloating(field.Type) && syntax is (IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }) => Field(field),
        IFieldSymbol or IPropertySymbol or IParameterSymbol => throw new DiagnosticException(
            DiagnosticInfo.At(syntax.GetLocation(), KernelDiagnostics.UnsupportedField, syntax.ToString())),
        _ => throw Unsupported(syntax, syntax.ToString()),
    };

    private Formula.Field Field(IFieldSymbol field)
    {
        _fields.Add(field.Name);
        return new Formula.Field(field.Name);
    }

    private Formula.Binary Binary(BinaryExpressionSyntax syntax) => syntax.Kind() switch
    {
        SyntaxKind.AddExpression => new('+', Expression(syntax.Left), Expression(syntax.Right)),
        SyntaxKind.SubtractExpression => new('-', Expression(syntax.Left), Expression(syntax.Right)),
        SyntaxKind.MultiplyExpression => new('*', Expression(syntax.Left), Expression(syntax.Right)),
        SyntaxKind.DivideExpression => new('/', Expression(syntax.Left), Expression(syntax.Right)),
        _ => throw Unsupported(syntax, FirstLine(syntax)),
    };

    private Formula Condition(ExpressionSyntax syntax) => syntax switch
    {
        ParenthesizedExpressionSyntax inner => Condition(inner.Expression),
        BinaryExpressionSyntax binary when binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression =>
            new Formula.Condition(binary.OperatorToken.ValueText, Condition(binary.Left), Condition(binary.Right)),
        BinaryExpressionSyntax binary when binary.Kind() is SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
            or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression or SyntaxKind.EqualsExpression =>
            new Formula.Condition(binary.OperatorToken.ValueText, Expression(binary.Left), Expression(binary.Right)),
        _ => throw Unsupported(syntax, FirstLine(syntax)),
    };

    private Formula.Call Call(InvocationExpressionSyntax syntax)
    {
        if (model.GetSymbolInfo(syntax, cancellationToken).Symbol is not IMethodSymbol method
            || method.ContainingType.ToDisplayString() is not ("System.Math" or "System.MathF")
            || !Functions.TryGetValue(method.Name, out int count)
            || method.Parameters.Length != count)
        {
            throw new DiagnosticException(DiagnosticInfo.At(syntax.GetLocation(), KernelDiagnostics.UnsupportedCall, FirstLine(syntax)));
        }

        return new Formula.Call(method.Name, new(InOrder(syntax.ArgumentList.Arguments, method).Select(a => Expression(a.Expression))));
    }

    /// <summary>The arguments in the order of the parameters; arguments may be given by name.</summary>
    private static IEnumerable<ArgumentSyntax> InOrder(SeparatedSyntaxList<ArgumentSyntax> arguments, IMethodSymbol method) =>
        method.Parameters.Select(p => arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == p.Name) ?? arguments[p.Ordinal]);

    private static bool IsFloating(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double;

    private static string FirstLine(SyntaxNode syntax) => syntax.ToString().Split('\n')[0].Trim();

    private static DiagnosticException Unsupported(SyntaxNode syntax, string text) =>
        new(DiagnosticInfo.At(syntax.GetLocation(), KernelDiagnostics.UnsupportedSyntax, text));
}
