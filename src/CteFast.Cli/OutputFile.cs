namespace CteFast.Cli;

/// <summary>A result's destination: a file, written whole or not at all, or <c>-</c> for standard output.</summary>
internal static class OutputFile
{
    private const string StandardOutput = "-";

    /// <summary>Throws, before any work is done, where the result could not be written or would replace an input.</summary>
    /// <param name="path">The destination, or null for none.</param>
    /// <param name="option">The option that named it.</param>
    /// <param name="taken">Other files of the command, which must stay.</param>
    public static void Check(string? path, string option, params ReadOnlySpan<string?> taken)
    {
        if (path is null)
            return;
        if (path.Length == 0)
            throw new InputException($"{option} needs the name of a file");
        foreach (string? other in taken)
        {
            if (other is not null && SamePlace(path, other))
                throw new InputException($"{option} {path}: the command already reads or writes this; choose another file");
        }

        if (path == StandardOutput)
            return;
        if (Directory.Exists(path))
            throw new InputException($"{option} {path} is a folder; name a file in it");
        if (!Directory.Exists(Folder(path)))
            throw new InputException($"{option} {path}: the folder does not exist; create it first");
    }

    /// <summary>Throws, before any work is done, unless this is a folder or can become one.</summary>
    /// <param name="path">The folder, or null for none.</param>
    /// <param name="option">The option that named it.</param>
    public static void CheckFolder(string? path, string option)
    {
        if (path is null || Directory.Exists(path))
            return;
        if (path.Length == 0)
            throw new InputException($"{option} needs the name of a folder");
        if (File.Exists(path))
            throw new InputException($"{option} {path}: this is a file; name a folder");
        if (!Directory.Exists(Folder(Path.TrimEndingDirectorySeparator(path))))
            throw new InputException($"{option} {path}: the folder it would be in does not exist; create that first");
    }

    /// <summary>Creates a folder unless it is there.</summary>
    public static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, e);
        }
    }

    /// <summary>Writes a result: to a temporary file that then takes the destination's name, or to standard output.</summary>
    public static void Write(string path, string text, Terminal terminal)
    {
        if (path == StandardOutput)
        {
            terminal.Out.Write(text);
            return;
        }

        try
        {
            WriteFile(Path.GetFullPath(path), text);
        }
        // The last is what .NET says of files longer than the system allows.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw Failure(path, e);
        }
    }

    /// <summary>What to say where a destination cannot be written.</summary>
    public static InputException Failure(string name, Exception e)
    {
        // The system's words, without the path after them, which may be a temporary file's.
        string reason = e switch
        {
            UnauthorizedAccessException => "access is denied",
            ArgumentOutOfRangeException => "the file would be too large",
            _ => e.Message.Split(" : '")[0],
        };
        return new($"{name} could not be written: {reason}");
    }

    private static void WriteFile(string path, string text)
    {
        if (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal))
        {
            File.AppendAllText(path, text);      // a device is written to, not replaced
            return;
        }

        string target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        string temporary = Path.Combine(Folder(target), $".{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllText(temporary, text);
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static bool SamePlace(string path, string other)
        => path == other || (path != StandardOutput && other != StandardOutput && Path.GetFullPath(path) == Path.GetFullPath(other));

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? Path.GetFullPath(path);
}
