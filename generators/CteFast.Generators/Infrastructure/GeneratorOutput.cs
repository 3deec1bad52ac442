using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CteFast.Generators.Infrastructure;

/// <summary>What becomes of the specs and the diagnostics of a parser.</summary>
internal static class GeneratorOutput
{
    /// <summary>Adds a file for every spec.</summary>
    public static void RegisterSources<TSpec>(this IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<TSpec> specs,
        Func<TSpec, string> hintName, Func<TSpec, string> emit) =>
        context.RegisterSourceOutput(specs, (output, spec) => output.AddSource(hintName(spec), SourceText.From(emit(spec), Encoding.UTF8)));

    /// <summary>Reports the diagnostics that there are: apart from the sources, so that a moved line reports anew without emitting anew.</summary>
    public static void RegisterDiagnostics(this IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<DiagnosticInfo?> diagnostics) =>
        context.RegisterSourceOutput(
            diagnostics.Where(static diagnostic => diagnostic is not null).Select(static (diagnostic, _) => diagnostic!),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
}
