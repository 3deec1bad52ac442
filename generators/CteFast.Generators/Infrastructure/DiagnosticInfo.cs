using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CteFast.Generators.Infrastructure;

/// <summary>A diagnostic by value: holds no syntax tree, so that it may pass through the cache.</summary>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, string Path, TextSpan Span, LinePositionSpan Lines, string Argument)
{
    public static DiagnosticInfo At(Location location, DiagnosticDescriptor descriptor, string argument)
    {
        FileLinePositionSpan lines = location.GetLineSpan();
        return new DiagnosticInfo(descriptor, lines.Path ?? "", location.SourceSpan, lines.Span, argument);
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location.Create(Path, Span, Lines), Argument);
}

/// <summary>Ends the reading of a symbol at the first thing that cannot be understood.</summary>
internal sealed class DiagnosticException(DiagnosticInfo info) : Exception(info.Argument)
{
    public DiagnosticInfo Info { get; } = info;
}
