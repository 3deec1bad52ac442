using System.Diagnostics;
using System.Globalization;

namespace CteFast.Data;

/// <summary>Names of temporary files that stand beside a result until it is whole, and the removal of those that a killed process left.</summary>
internal static class TemporaryFile
{
    private const string Start = ".ctefast-", End = ".tmp";

    // Another machine may write to the same folder, and its processes are not known here.
    private static readonly string Mine = $"{Start}{Environment.MachineName}-";

    /// <summary>A new name in the folder of a file, by the number of this process. What processes that no longer run left in the folder is removed.</summary>
    /// <param name="file">The full path of the result.</param>
    public static string Beside(string file)
    {
        string folder = Path.GetDirectoryName(file)!;
        RemoveLeftovers(folder);
        return Path.Combine(folder, $"{Mine}{Environment.ProcessId}-{Guid.NewGuid():N}{End}");
    }

    private static void RemoveLeftovers(string folder)
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
