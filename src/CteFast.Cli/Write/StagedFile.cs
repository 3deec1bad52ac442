using CteFast.Data;

namespace CteFast.Cli.Write;

/// <summary>A result in a temporary file beside its destination, until it takes the destination's name.</summary>
internal sealed class StagedFile : IDisposable
{
    private readonly string _target, _temporary;
    private string? _old;
    private bool _isPublished;

    /// <summary>Writes the whole result to the temporary file.</summary>
    /// <param name="path">The destination; of a link, what it leads to.</param>
    /// <param name="text">The result.</param>
    /// <exception cref="IOException">The result could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder takes no files.</exception>
    public StagedFile(string path, string text)
    {
        Path = path;
        _target = Target(path);
        _temporary = TemporaryFile.Beside(_target);
        try
        {
            File.WriteAllText(_temporary, text);
            if (!OperatingSystem.IsWindows() && File.Exists(_target))
                File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_target));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The destination, as the user named it.</summary>
    public string Path { get; }

    /// <summary>The full path of a file, or of what a link to it leads to in the end, whether that is there or not.</summary>
    /// <exception cref="IOException">The link leads to itself.</exception>
    public static string Target(string path)
    {
        FileInfo file = new(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
    }

    /// <summary>Gives the result its name, in place of what has it.</summary>
    /// <param name="keepsOld">Whether what had the name is kept until the end, for <see cref="Withdraw"/>.</param>
    public void Publish(bool keepsOld)
    {
        if (keepsOld && File.Exists(_target))
            File.Replace(_temporary, _target, _old = TemporaryFile.Beside(_target));
        else
            File.Move(_temporary, _target, overwrite: true);
        _isPublished = true;
    }

    /// <summary>Takes the result away, and puts what was there before in its place.</summary>
    /// <exception cref="IOException">That could not be done; what was there before then stays beside the destination.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public void Withdraw()
    {
        string? old = _old;
        _old = null;
        // Where the new name could not be given, the old one may be gone all the same.
        if (old is not null && File.Exists(old))
        {
            File.Move(old, _target, overwrite: true);
            File.Delete(old);      // two names of one file are not moved onto each other
        }
        else if (_isPublished)
        {
            File.Delete(_target);
        }

        _isPublished = false;
    }

    /// <summary>Removes what is left beside the destination.</summary>
    public void Dispose()
    {
        File.Delete(_temporary);
        if (_old is not null) File.Delete(_old);
    }
}
