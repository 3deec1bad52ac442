using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CteFast.Repository.Tests;

/// <summary>Arrows of use point one way: between projects, between the layers of the core, and from rendering to results only.</summary>
public sealed partial class LayerTests
{
    // From the top to the bottom: a layer uses those after it.
    private static readonly string[] Layers = ["Compression", "Thinning", "Discrepancy", "Kernels", "Data", "Numerics"];

    private static readonly string[] AttributionLayers = ["Evaluation", "Methods", "Storage", "Scoring", "Curvature", "Walk", "Training", "Models", "Loops"];

    private static readonly string[] MLNetLayers = ["Trees", "Rows", "Columns"];

    // A method uses those on the lines after its own, and no method another; a global explanation may use a method.
    private static readonly string[][] ExplainLayers = [["Global"], ["Permutation", "Coalitions", "Interactions", "Trees", "Gradients"], ["Averaging"], ["Asking"], ["Models"]];

    // The command's folders: one uses those on the lines after its own.
    private static readonly string[][] CliLayers = [["Commands"], ["Measure", "Sample"], ["Read", "Render", "Write"], ["Shell"]];

    [Theory]
    [InlineData("CteFast", "CteFast.Generators")]
    [InlineData("CteFast.Explain", "CteFast")]
    [InlineData("CteFast.MLNet", "CteFast.Explain")]
    [InlineData("CteFast.Attribution", "CteFast")]
    [InlineData("CteFast.OnnxRuntime", "CteFast.Explain")]
    [InlineData("CteFast.Tables", "CteFast")]
    [InlineData("CteFast.Cli", "CteFast", "CteFast.Explain", "CteFast.Attribution", "CteFast.Tables")]
    public void Project_References_PointDown(string project, params string[] allowed)
        => Rule.Holds($"{project} refers to a project above it:",
            SourceTree.Projects()
                .Where(file => Path.GetFileNameWithoutExtension(file.Path) == project)
                .SelectMany(file => XDocument.Parse(file.Text).Descendants("ProjectReference"))
                .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')))
                .Except(allowed));

    [Fact]
    public void Core_Files_LieInALayer()
        => Rule.Holds("Every file of the core lies in the folder of a layer:",
            SourceTree.CSharp("src/CteFast").Where(file => !Layers.Contains(LayerOf(file))).Select(file => file.Path));

    [Fact]
    public void Attribution_Layers_UseThoseBelow()
        => Rule.Holds("A layer of the attribution uses one above it or lies outside: " + string.Join(" → ", AttributionLayers),
            from file in SourceTree.CSharp("src/CteFast.Attribution")
            from code in file.Code
            from used in AttributionLayerName().Matches(code.Line).Select(match => Array.IndexOf(AttributionLayers, match.Groups[1].Value)).Append(int.MaxValue)
            let own = Array.IndexOf(AttributionLayers, LayerOf(file))
            where used < own || own < 0
            select $"{file.Path}({code.Number}): {code.Line.Trim()}");

    [Fact]
    public void Explain_Folders_UseThoseBelow()
        => Rule.Holds("A folder of the explanations uses one above or beside it, or lies outside: " + string.Join(" → ", ExplainLayers.Select(layer => string.Join(", ", layer))),
            from file in SourceTree.CSharp("src/CteFast.Explain")
            let folder = LayerOf(file)
            where file.Folder != "src/CteFast.Explain"      // the root holds what users name, and may use everything
            let own = ExplainLayer(folder)
            from code in file.Code
            from used in ExplainFolderName().Matches(code.Line).Select(match => match.Groups[1].Value).Append(folder)
            where own < 0 || (used != folder && ExplainLayer(used) is var below && below >= 0 && below <= own)
            select $"{file.Path}({code.Number}): {code.Line.Trim()}");

    [Fact]
    public void Cli_Folders_UseThoseBelow()
        => Rule.Holds("A folder of the command uses one above or beside it, or lies outside: " + string.Join(" → ", CliLayers.Select(layer => string.Join(", ", layer))),
            from file in SourceTree.CSharp("src/CteFast.Cli")
            where file.Path != "src/CteFast.Cli/Program.cs"
            let folder = LayerOf(file)
            let own = Array.FindIndex(CliLayers, layer => layer.Contains(folder))
            from code in file.Code
            from used in CliFolderName().Matches(code.Line).Select(match => match.Groups[1].Value).Append(folder)
            where own < 0 || (used != folder && Array.FindIndex(CliLayers, layer => layer.Contains(used)) <= own)
            select $"{file.Path}({code.Number}): {code.Line.Trim()}");

    [Fact]
    public void MLNet_Folders_UseThoseBelow()
        => Rule.Holds("A folder of the door to ML.NET uses one above it: " + string.Join(" → ", MLNetLayers),
            from file in SourceTree.CSharp("src/CteFast.MLNet")
            where file.Folder != "src/CteFast.MLNet"      // the root holds what users name, and may use everything
            let own = Array.IndexOf(MLNetLayers, LayerOf(file))
            from code in file.Code
            from used in MLNetFolderName().Matches(code.Line).Select(match => Array.IndexOf(MLNetLayers, match.Groups[1].Value)).Append(int.MaxValue)
            where own < 0 || used < own
            select $"{file.Path}({code.Number}): {code.Line.Trim()}");

    private static int ExplainLayer(string folder) => Array.FindIndex(ExplainLayers, layer => layer.Contains(folder));

    [Fact]
    public void Core_Layers_UseThoseBelow()
        => Rule.Holds("A layer of the core uses one above it: " + string.Join(" → ", Layers),
            from file in SourceTree.CSharp("src/CteFast")
            from code in file.Code
            from Match used in LayerName().Matches(code.Line)
            where Array.IndexOf(Layers, used.Groups[1].Value) < Array.IndexOf(Layers, LayerOf(file))
            select $"{file.Path}({code.Number}): {code.Line.Trim()}");

    [Theory]
    [InlineData("src/CteFast", "CteFast.Explain", "CteFast.MLNet", "CteFast.OnnxRuntime", "CteFast.Attribution", "CteFast.Tables", "CteFast.Cli")]
    [InlineData("src/CteFast.Explain", "CteFast.MLNet", "CteFast.Attribution", "CteFast.Tables", "CteFast.Cli", "Microsoft.ML")]
    [InlineData("src/CteFast.MLNet", "CteFast.OnnxRuntime", "CteFast.Attribution", "CteFast.Tables", "CteFast.Cli")]
    [InlineData("src/CteFast.OnnxRuntime", "CteFast.MLNet", "CteFast.Attribution", "CteFast.Tables", "CteFast.Cli")]
    [InlineData("src/CteFast.Attribution", "CteFast.Explain", "CteFast.MLNet", "CteFast.OnnxRuntime", "CteFast.Tables", "CteFast.Cli")]
    [InlineData("src/CteFast.Tables", "CteFast.Explain", "CteFast.MLNet", "CteFast.OnnxRuntime", "CteFast.Attribution", "CteFast.Cli")]
    [InlineData("src/CteFast.Cli/Render", "CteFast.Explain.Models", "CteFast.Tables")]
    public void Folder_Code_NamesNothingAbove(string folder, params string[] forbidden)
        => Rule.Holds($"{folder} uses what it must not know:",
            from file in SourceTree.CSharp(folder)
            from code in file.Code
            where !code.Line.Contains("InternalsVisibleTo", StringComparison.Ordinal)
                && forbidden.Any(name => Regex.IsMatch(code.Line, $@"\b{Regex.Escape(name)}\b"))
            select $"{file.Path}({code.Number}): {code.Line.Trim()}");

    [Fact]
    public void Product_Namespace_IsThatOfItsFolder()
        => Rule.Holds("A file's namespace is its folder:",
            from file in SourceTree.CSharp("src", "generators")
            let declared = NamespaceName().Matches(file.Text).Select(match => match.Groups[1].Value).Distinct().ToArray()
            let expected = file.Folder[(file.Folder.IndexOf('/') + 1)..].Replace('/', '.')
            where !IsExempt(file, declared) && !declared.SequenceEqual([expected])
            select $"{file.Path}: {string.Join(", ", declared)} instead of {expected}");

    // Files of assembly attributes and top-level statements declare none; types that an older framework lacks must lie in System.
    private static bool IsExempt(SourceFile file, string[] declared)
        => declared.Length == 0
            ? Path.GetFileName(file.Path) is "Program.cs" or "AssemblyInfo.cs" || !file.Code.Any(code => code.Line.Length > 0)
            : declared.All(name => name.StartsWith("System", StringComparison.Ordinal)) || file.Folder == SharedReading && declared is ["CteFast.Explain.Models.Reading"];

    // What the generator completes the library's readers with, whose sources it shares.
    private const string SharedReading = "generators/CteFast.Generators/Reading";

    private static string LayerOf(SourceFile file) => file.Path.Split('/')[2];

    [GeneratedRegex(@"\bCteFast\.(Compression|Thinning|Discrepancy|Kernels|Data|Numerics)\b")]
    private static partial Regex LayerName();

    [GeneratedRegex(@"\bCteFast\.Attribution\.(Evaluation|Methods|Storage|Scoring|Curvature|Walk|Training|Models|Loops)\b")]
    private static partial Regex AttributionLayerName();

    [GeneratedRegex(@"\bCteFast\.Explain\.(\w+)")]
    private static partial Regex ExplainFolderName();

    [GeneratedRegex(@"\bCteFast\.MLNet\.(Trees|Rows|Columns)\b")]
    private static partial Regex MLNetFolderName();

    [GeneratedRegex(@"\bCteFast\.Cli\.(\w+)")]
    private static partial Regex CliFolderName();

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceName();
}
