namespace CteFast.Repository.Tests;

/// <summary>A file of the repository; <paramref name="Path"/> is relative to the root and has forward slashes.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public string[] Lines => Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    public string Folder => Path[..Path.LastIndexOf('/')];

    /// <summary>The lines that are not comments, with their numbers from 1.</summary>
    public IEnumerable<(int Number, string Line)> Code
        => Lines.Select((line, i) => (Number: i + 1, Line: line))
            .Where(code => !code.Line.TrimStart().StartsWith("//", StringComparison.Ordinal));
}

/// <summary>The repository as files, found by walking up to the solution.</summary>
internal static class SourceTree
{
    private static readonly string[] BuildFolders = ["bin", "obj"];

    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The hand-written C# files below some folders; none for a folder that does not exist.</summary>
    public static IEnumerable<SourceFile> CSharp(params string[] folders)
        => folders.SelectMany(folder => Files(folder, "*.cs")).Where(file => !file.Path.EndsWith(".g.cs", StringComparison.Ordinal));

    public static IEnumerable<SourceFile> Projects() => Folders.SelectMany(folder => Files(folder, "*.csproj"));

    /// <summary>The folders that hold code.</summary>
    public static string[] Folders { get; } = ["src", "generators", "tests", "benchmarks"];

    private static IEnumerable<SourceFile> Files(string folder, string pattern)
    {
        string start = Path.Combine(Root, folder);
        return !Directory.Exists(start)
            ? []
            : Directory.EnumerateFiles(start, pattern, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(path => !path.Split('/').Intersect(BuildFolders).Any())
                .Order(StringComparer.Ordinal)
                .Select(path => new SourceFile(path, Read(path)));
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CteFast.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("No CteFast.sln above " + AppContext.BaseDirectory);
    }
}
