using CteFast.Attribution.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Kernels;
using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests;

/// <summary>The framework and the core as a user's project refers to them.</summary>
internal static class TestReferences
{
    /// <summary>The running framework and the core.</summary>
    public static readonly MetadataReference[] Core =
        Files(Path.GetDirectoryName(typeof(object).Assembly.Location)!, typeof(KernelAttribute).Assembly.Location);

    /// <summary>The same with the library that explains.</summary>
    public static readonly MetadataReference[] WithExplain =
        [.. Core, MetadataReference.CreateFromFile(typeof(TreeModelAttribute).Assembly.Location)];

    /// <summary>Those of the running framework with the library that attributes.</summary>
    public static readonly MetadataReference[] WithAttribution =
        [.. Core, MetadataReference.CreateFromFile(typeof(DenseNetworkAttribute).Assembly.Location)];

    private static MetadataReference[] Files(string folder, string core) =>
        [.. Directory.EnumerateFiles(folder, "*.dll").Where(IsManaged).Append(core).Select(path => MetadataReference.CreateFromFile(path))];

    private static bool IsManaged(string path)
    {
        string name = Path.GetFileName(path);
        return (name.StartsWith("System.", StringComparison.Ordinal) && !name.Contains(".Native", StringComparison.Ordinal))
            || name is "netstandard.dll" or "mscorlib.dll";
    }
}
