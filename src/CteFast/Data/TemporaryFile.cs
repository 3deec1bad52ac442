using System.Diagnostics;
using System.Globalization;

namespace CteFast.Data;

/// <summary>Temporary files: those that stand beside a result until it is whole, with the removal of what a killed process left, and copies without a name.</summary>
internal static class TemporaryFile
{
    private const string Start = ".ctefast-", End = ".tmp";

    // Another machine may write to the same folder, and its processes are not known here.
    private static readonly string Mine = $"{Start}{Environment.MachineName}-";

    /// <summary>A new name in the folder of a file, by the number of this process.</summary>
    /// <param name="file">The full path of the result.</param>
    public static string Beside(string file) => Path.Combine(Path.GetDirectoryName(file)!, $"{Mine}{Environment.ProcessId}-{Guid.NewGuid():N}{End}");

    /// <summary>A file for what can be read only once: on disk, where there is room for more than in memory. It is gone when it is closed.</summary>
    public static FileStream OpenUnnamed()
    {
        string name = Path.GetTempFileName();
        FileStream file = new(name, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose);
        // Unix keeps the contents of an open file that has no name any more, and a killed process leaves nothing.
        if (!OperatingSystem.IsWindows()) File.Delete(name);
        return file;
    }

    /// <summary>Removes what processes that no longer run left in a folder.</summary>
    public static void RemoveLeftovers(string folder)
    {
        try
        {
            foreach (string left in Directory.EnumerateFiles(folder, $"{Mine}*{End}"))
            {
                ReadOnlySpan<char> rest = Path.GetFileName(left.AsSpan())[Mine.Length..];
                if (rest.IndexOf('-') is > 0 and int end && int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int process) && !IsRunning(process))
                    File.Delete(left);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed or cleaned may still take the result.
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
