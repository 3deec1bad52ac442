using System.Reflection;
using CteFast.Attribution.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Kernels;
using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests;

/// <summary>The framework and the core as a user's project refers to them.</summary>
internal static class TestReferences
{
    /// <summary>Those of the running framework.</summary>
    public static readonly MetadataReference[] Net10 =
        Files(Path.GetDirectoryName(typeof(object).Assembly.Location)!, typeof(KernelAttribute).Assembly.Location);

    /// <summary>The same with the library that explains.</summary>
    public static readonly MetadataReference[] Net10WithExplain =
        [.. Net10, MetadataReference.CreateFromFile(typeof(TreeModelAttribute).Assembly.Location)];

    /// <summary>The reference assemblies of .NET 9, and the core built for it.</summary>
    public static readonly MetadataReference[] Net9 = Files(Metadata("Net9Folders").Split(';').First(Directory.Exists), Metadata("Net9Core"));

    /// <summary>The same with the library that explains.</summary>
    public static readonly MetadataReference[] Net9WithExplain = [.. Net9, MetadataReference.CreateFromFile(Metadata("Net9Explain"))];

    /// <summary>Those of the running framework with the library that attributes.</summary>
    public static readonly MetadataReference[] Net10WithAttribution =
        [.. Net10, MetadataReference.CreateFromFile(typeof(DenseNetworkAttribute).Assembly.Location)];

    /// <summary>The same of .NET 9.</summary>
    public static readonly MetadataReference[] Net9WithAttribution = [.. Net9, MetadataReference.CreateFromFile(Metadata("Net9Attribution"))];

    private static MetadataReference[] Files(string folder, string core) =>
        [.. Directory.EnumerateFiles(folder, "*.dll").Where(IsManaged).Append(core).Select(path => MetadataReference.CreateFromFile(path))];

    private static bool IsManaged(string path)
    {
        string name = Path.GetFileName(path);
        return (name.StartsWith("System.", StringComparison.Ordinal) && !name.Contains(".Native", StringComparison.Ordinal))
            || name is "netstandard.dll" or "mscorlib.dll";
    }

    private static string Metadata(string key) =>
        typeof(TestReferences).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
