namespace CteFast.Studies;

/// <summary>The repository's folder, wherever the study is started from.</summary>
internal static class RepositoryFolder
{
    /// <summary>A folder of the repository, found by walking up to the solution.</summary>
    public static string Find(params ReadOnlySpan<string> parts)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CteFast.sln"))) folder = folder.Parent;
        return folder is null ? throw new StudyException($"no CteFast.sln above {AppContext.BaseDirectory}") : Path.Combine([folder.FullName, .. parts]);
    }
}
