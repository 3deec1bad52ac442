using System.Runtime.InteropServices;
using System.Text;

namespace CteFast.Cli.Write;

/// <summary>A file as the system knows it, whatever name or link leads to it.</summary>
internal sealed class FileIdentity
{
    private const int MostLinks = 40;      // as Linux has it; links that lead to each other end there

    private readonly string _path;
    private readonly FileKind _kind;
    private readonly (uint Major, uint Minor, ulong Inode)? _number;

    private FileIdentity(string path, FileKind kind, (uint Major, uint Minor, ulong Inode)? number) => (_path, _kind, _number) = (path, kind, number);

    /// <summary>What a path leads to.</summary>
    private enum FileKind
    {
        Absent,
        Regular,
        Other,
    }

    private static StringComparison PathComparison => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Whether a result takes the place of the file: an ordinary file, or none yet. Devices, pipes and open streams are written to.</summary>
    public bool IsReplaceable => _kind != FileKind.Other && !IsOpenStream(_path);

    /// <summary>Whether the file is an ordinary one, which loses what it holds when it is replaced.</summary>
    public bool IsRegular => _kind == FileKind.Regular;

    /// <summary>The file's name in its folder.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>The file that a path leads to, which need not exist.</summary>
    public static FileIdentity Of(string path)
    {
        int links = 0;
        string resolved = Resolve(Path.GetFullPath(path), ref links);
        return OperatingSystem.IsLinux() && Ask(resolved) is { } known ? known : new FileIdentity(resolved, Guess(resolved), number: null);
    }

    /// <summary>Whether both are the same file.</summary>
    public bool Is(FileIdentity other)
        => string.Equals(_path, other._path, PathComparison) || (_kind == FileKind.Regular && other._kind == FileKind.Regular && _number is not null && _number == other._number);

    /// <summary>The path with all links followed, those of folders, too.</summary>
    private static string Resolve(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } above)
            return path;
        string folder = Resolve(above, ref links), place = Path.Combine(folder, Path.GetFileName(path));
        // What an open stream leads to may have no name.
        if (IsOpenStream(place) || LinkTarget(place) is not { } target || links++ >= MostLinks)
            return place;
        return Resolve(Path.GetFullPath(Path.Combine(folder, target)), ref links);
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;      // opening it will say what is wrong
        }
    }

    // /dev/stdin and /dev/fd/3 lead there.
    private static bool IsOpenStream(string path) => path.StartsWith("/proc/", StringComparison.Ordinal) && path != "/proc/self";

    private static FileKind Guess(string path)
        => path.StartsWith("/dev/", StringComparison.Ordinal) ? FileKind.Other
            : File.Exists(path) ? FileKind.Regular
            : FileKind.Absent;

    /// <summary>What Linux knows of the file; null where that cannot be found out.</summary>
    private static FileIdentity? Ask(string path)
    {
        const int WorkingFolder = -100, NoEntry = 2, NoFolder = 20;
        const uint TypeAndNumber = 0x101;
        const int TypeMask = 0xF000, Regular = 0x8000;
        byte[] status = new byte[256];
        try
        {
            if (Statx(WorkingFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, TypeAndNumber, status) != 0)
                return Marshal.GetLastPInvokeError() is NoEntry or NoFolder ? new FileIdentity(path, FileKind.Absent, number: null) : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }

        // The places of stx_mode, stx_ino, stx_dev_major and stx_dev_minor in struct statx, which are the same on every processor.
        int mode = MemoryMarshal.Read<ushort>(status.AsSpan(28));
        (uint, uint, ulong) number = (MemoryMarshal.Read<uint>(status.AsSpan(136)), MemoryMarshal.Read<uint>(status.AsSpan(140)), MemoryMarshal.Read<ulong>(status.AsSpan(32)));
        return new FileIdentity(path, (mode & TypeMask) == Regular ? FileKind.Regular : FileKind.Other, number);
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, byte[] status);
}
