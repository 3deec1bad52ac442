using CteFast.Data;

namespace CteFast.Attribution.Storage;

/// <summary>Files that appear whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes a temporary file in the same folder, then gives it the name, so that no half-written file is ever seen.</summary>
    public static void Write(string path, Action<FileStream> write)
    {
        string full = Path.GetFullPath(path), temporary = TemporaryFile.Beside(full);
        TemporaryFile.RemoveLeftovers(Path.GetDirectoryName(full)!);
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16)) write(stream);
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
