using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace CteFast.Generators.Tests;

/// <summary>A user's project with the generator at work in it; changed files run on with the generator's cache.</summary>
internal sealed class GeneratorRun
{
    private static readonly string[] ImplicitUsings = ["System", "System.Collections.Generic", "System.Linq"];

    private readonly CSharpCompilation _input;
    private readonly GeneratorDriver _driver;

    private GeneratorRun(CSharpCompilation input, GeneratorDriver driver)
    {
        _input = input;
        _driver = driver.RunGeneratorsAndUpdateCompilation(input, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        Output = output;
        Diagnostics = diagnostics;
    }

    /// <summary>The user's files with the emitted ones.</summary>
    public Compilation Output { get; }

    /// <summary>What the generator reported.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>What the generator did.</summary>
    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    /// <summary>The text of each emitted file.</summary>
    public IEnumerable<string> Emitted => Result.GeneratedSources.Select(source => source.SourceText.ToString());

    /// <summary>What the compiler says of the user's own files: warnings and errors, without the generator.</summary>
    public IEnumerable<Diagnostic> OwnProblems => Problems(_input);

    /// <summary>What the compiler says of the user's and the emitted files.</summary>
    public IEnumerable<Diagnostic> AllProblems => Problems(Output);

    /// <summary>Runs over files named by their place: 0.cs, 1.cs.</summary>
    public static GeneratorRun Of(params string[] files) => Of(TestReferences.Core, LanguageVersion.Latest, files);

    public static GeneratorRun Of(MetadataReference[] references, LanguageVersion version, params string[] files) =>
        Of(new KernelGenerator(), references, version, "CteFast.Kernels", [], files);

    /// <summary>Runs the generator of tree models over files named by their place, with additional files.</summary>
    public static GeneratorRun OfTrees(AdditionalText[] texts, params string[] files) =>
        Of(new TreeModelGenerator(), TestReferences.WithExplain, LanguageVersion.Latest, "CteFast.Explain.Models.Trees", texts, files);

    /// <summary>Runs the generator of dense networks over files named by their place.</summary>
    public static GeneratorRun OfNetworks(params string[] files) =>
        Of(new DenseNetworkGenerator(), TestReferences.WithAttribution, LanguageVersion.Latest, "CteFast.Attribution.Models", [], files);

    /// <summary>Runs the generator of typed rows over files named by their place.</summary>
    public static GeneratorRun OfRows(params string[] files) => Of(new FeatureRowGenerator(), TestReferences.Core, LanguageVersion.Latest, "CteFast.Data", [], files);

    public static GeneratorRun Of(IIncrementalGenerator generator, MetadataReference[] references, LanguageVersion version, string product,
        AdditionalText[] texts, string[] files)
    {
        CSharpParseOptions options = CSharpParseOptions.Default.WithLanguageVersion(version).WithDocumentationMode(DocumentationMode.Diagnose);
        string usings = string.Concat(ImplicitUsings.Append(product).Select(name => $"global using {name};\n"));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "User",
            [.. files.Select((text, i) => Tree(text, $"{i}.cs", options)), Tree(usings, "usings.cs", options)],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: false, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [generator.AsSourceGenerator()], texts, options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return new GeneratorRun(compilation, driver);
    }

    /// <summary>Runs again after an additional file was replaced.</summary>
    public GeneratorRun With(AdditionalText old, AdditionalText text) => new(_input, _driver.ReplaceAdditionalText(old, text));

    /// <summary>Runs again after a file was changed.</summary>
    public GeneratorRun With(int file, string text)
    {
        SyntaxTree old = _input.SyntaxTrees[file];
        return new GeneratorRun(_input.ReplaceSyntaxTree(old, Tree(text, old.FilePath, (CSharpParseOptions)old.Options)), _driver);
    }

    /// <summary>The text that a diagnostic of the generator points at.</summary>
    public string TextAt(Diagnostic diagnostic)
    {
        FileLinePositionSpan lines = diagnostic.Location.GetLineSpan();
        SourceText text = _input.SyntaxTrees.Single(tree => tree.FilePath == lines.Path).GetText();
        Assert.Equal(diagnostic.Location.SourceSpan, text.Lines.GetTextSpan(lines.Span));
        return text.ToString(diagnostic.Location.SourceSpan);
    }

    private static SyntaxTree Tree(string text, string path, CSharpParseOptions options) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), options, path);

    // Hidden: usings that a file does not need.
    private static IEnumerable<Diagnostic> Problems(Compilation compilation) =>
        compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning);
}
