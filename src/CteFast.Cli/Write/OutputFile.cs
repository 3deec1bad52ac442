using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Write;

/// <summary>The destinations of results: files, written whole or not at all, or <c>-</c> for standard output.</summary>
internal static class OutputFile
{
    private const string StandardOutput = "-", StandardOutputFile = "/dev/stdout";

    /// <summary>Throws, before any work is done, where the result could not be written or would replace another file of the command.</summary>
    /// <param name="path">The destination, or null for none.</param>
    /// <param name="option">The option that named it.</param>
    /// <param name="taken">All files that the command reads, and those that it writes besides; null for none. What they lead to counts, not their names.</param>
    public static void Check(string? path, string option, params ReadOnlySpan<string?> taken)
    {
        if (path is null)
            return;
        if (path.Length == 0)
            throw new InputException($"{option} needs the name of a file");
        CheckApart(path, option, taken);
        if (path == StandardOutput)
            return;
        if (Directory.Exists(path))
            throw new InputException($"{option} {path} is a folder; name a file in it");
        if (!Directory.Exists(Folder(path)))
            throw new InputException($"{option} {path}: the folder does not exist; create it first");
    }

    /// <summary>Throws, before any work is done, unless this is a folder or can become one, and no result in it would replace another file of the command.</summary>
    /// <param name="path">The folder, or null for none.</param>
    /// <param name="option">The option that named it.</param>
    /// <param name="isResult">Whether a name in the folder may be a result's.</param>
    /// <param name="taken">All files that the command reads, and those that it writes besides; null for none.</param>
    public static void CheckFolder(string? path, string option, Predicate<string> isResult, params ReadOnlySpan<string?> taken)
    {
        if (path is null)
            return;
        if (Directory.Exists(path))
        {
            // A result not yet there can only be a name that a file of the command has.
            foreach (string? other in taken)
            {
                if (other is not null && other != StandardOutput && FileIdentity.Of(other).Name is var name && isResult(name))
                    CheckApart(Path.Combine(path, name), option, other);
            }

            // One that is there may be a link, to such a file or to another result.
            List<string?> all = [.. taken];
            foreach (FileInfo result in new DirectoryInfo(path).EnumerateFiles().Where(file => isResult(file.Name)).OrderBy(file => file.LinkTarget is null))
            {
                string place = Path.Combine(path, result.Name);
                CheckApart(place, option, [.. all]);
                if (result.LinkTarget is not null) all.Add(place);
            }

            return;
        }

        if (path.Length == 0)
            throw new InputException($"{option} needs the name of a folder");
        if (File.Exists(path))
            throw new InputException($"{option} {path}: this is a file; name a folder");
        if (!Directory.Exists(Folder(Path.TrimEndingDirectorySeparator(path))))
            throw new InputException($"{option} {path}: the folder it would be in does not exist; create that first");
    }

    /// <summary>Writes a result: to a file that appears whole or not at all, or to standard output.</summary>
    public static void Write(string path, string text, Terminal terminal) => Write([(path, text)], terminal);

    /// <summary>Writes several results, or where one cannot be written none of them: what files held before, they then hold again.</summary>
    /// <param name="results">The destinations and their texts.</param>
    /// <param name="terminal">Whose standard output is meant.</param>
    /// <param name="folder">A folder that holds part of them, created if it does not exist; or null.</param>
    public static void Write(IReadOnlyList<(string Path, string Text)> results, Terminal terminal, string? folder = null)
    {
        bool isNewFolder = folder is not null && !Directory.Exists(folder);
        List<StagedFile> files = [];
        string path = folder ?? "";
        try
        {
            if (folder is not null) Directory.CreateDirectory(folder);
            List<(string, string)> others = [];
            HashSet<string> swept = [];
            foreach ((string Path, string Text) result in results)
            {
                path = result.Path;
                if (IsWrittenTo(path))
                {
                    others.Add(result);
                    continue;
                }

                string place = Folder(StagedFile.Target(path));
                if (swept.Add(place)) TemporaryFile.RemoveLeftovers(place);
                files.Add(new StagedFile(path, result.Text));
            }

            // What is written cannot be taken back, so it comes after all that is most likely to fail.
            foreach ((string Path, string Text) result in others)
            {
                path = result.Path;
                Append(path, result.Text, terminal);
            }

            for (int i = 0; i < files.Count; i++)
            {
                path = files[i].Path;
                files[i].Publish(keepsOld: i < files.Count - 1);
            }
        }
        catch (Exception e)
        {
            foreach (StagedFile file in files) AsFarAsPossible(file.Withdraw);
            foreach (StagedFile file in files) AsFarAsPossible(file.Dispose);
            files.Clear();
            if (isNewFolder) AsFarAsPossible(() => Directory.Delete(folder!));
            // The last is what .NET says of files longer than the system allows.
            if (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException) throw InputException.NotWritten(path, e);
            throw;
        }
        finally
        {
            foreach (StagedFile file in files) file.Dispose();
        }
    }

    /// <summary>Undoes a part. If that fails, too, the other parts are undone all the same, and the message is about the first failure.</summary>
    private static void AsFarAsPossible(Action undo)
    {
        try
        {
            undo();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Whether the destination is no file that could be replaced: standard output, a device, a pipe, or a link to one.</summary>
    private static bool IsWrittenTo(string path) => path == StandardOutput || !FileIdentity.Of(path).IsReplaceable;

    private static void Append(string path, string text, Terminal terminal)
    {
        if (path != StandardOutput)
        {
            File.AppendAllText(path, text);
            return;
        }

        terminal.Out.Write(text);
        terminal.Out.Flush();
    }

    /// <summary>Throws where a destination is one of the other files.</summary>
    private static void CheckApart(string path, string option, params ReadOnlySpan<string?> taken)
    {
        FileIdentity? file = path != StandardOutput ? FileIdentity.Of(path) : OfStandardOutput();
        foreach (string? other in taken)
        {
            if (other is null)
                continue;
            FileIdentity? taker = other != StandardOutput ? FileIdentity.Of(other) : OfStandardOutput();
            if (path == other || (file is not null && taker is not null && file.Is(taker)))
                throw new InputException($"{option} {path}: the command already reads or writes this{(path == other ? "" : $" as {other}")}; choose another file");
        }
    }

    /// <summary>The file that standard output is redirected to, or null where it is none.</summary>
    private static FileIdentity? OfStandardOutput() => !OperatingSystem.IsWindows() && FileIdentity.Of(StandardOutputFile) is { IsRegular: true } file ? file : null;

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? Path.GetFullPath(path);
}
