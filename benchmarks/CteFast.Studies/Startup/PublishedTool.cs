namespace CteFast.Studies.Startup;

/// <summary>The tool, published in one way into a folder under artifacts.</summary>
/// <param name="Compiler">How it is compiled.</param>
/// <param name="Folder">Where it was published.</param>
internal sealed record PublishedTool(string Compiler, string Folder)
{
    private static readonly string[] NotShipped = [".pdb", ".xml", ".dbg"];

    public string Program => Path.Combine(Folder, "CteFast.Cli");

    /// <summary>What is shipped, in 10⁶ bytes.</summary>
    public double MegaBytes => new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => !NotShipped.Contains(file.Extension, StringComparer.Ordinal)).Sum(file => file.Length) / 1e6;

    /// <summary>Publishes the tool, or takes what an earlier run has published.</summary>
    public static PublishedTool Publish(string compiler, string folder, bool anew, params string[] options)
    {
        PublishedTool tool = new(compiler, RepositoryFolder.Find("artifacts", "startup", folder));
        if (!anew && File.Exists(tool.Program)) return tool;
        if (Directory.Exists(tool.Folder)) Directory.Delete(tool.Folder, recursive: true);
        Console.Error.WriteLine($"publishing the tool {compiler} ...");
        ChildProcess.Run("dotnet", ["publish", RepositoryFolder.Find("src", "CteFast.Cli"), "-c", "Release", "-o", tool.Folder, .. options]);
        return tool;
    }
}
