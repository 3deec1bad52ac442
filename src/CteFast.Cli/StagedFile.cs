namespace CteFast.Cli;

/// <summary>A result beside its destination under a name of its own, until it takes the destination's name.</summary>
internal sealed class StagedFile : IDisposable
{
    private readonly string _target, _temporary;
    private string? _old;
    private bool _isPublished;

    /// <summary>Writes the result, whole, to where nobody looks for it.</summary>
    /// <param name="path">The destination; of a link, what it leads to.</param>
    /// <param name="text">The result.</param>
    /// <exception cref="IOException">The result could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder takes no files.</exception>
    public StagedFile(string path, string text)
    {
        Path = path;
        _target = System.IO.Path.GetFullPath(path);
        if (File.Exists(_target)) _target = File.ResolveLinkTarget(_target, returnFinalTarget: true)?.FullName ?? _target;
        _temporary = Beside();
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

    /// <summary>Gives the result its name, in place of what has it.</summary>
    /// <param name="keepsOld">Whether what had the name is kept until the end, for <see cref="Withdraw"/>.</param>
    public void Publish(bool keepsOld)
    {
        if (keepsOld && File.Exists(_target))
            File.Replace(_temporary, _target, _old = Beside());
        else
            File.Move(_temporary, _target, overwrite: true);
        _isPublished = true;
    }

    /// <summary>Takes the result away, and puts what was there before in its place.</summary>
    public void Withdraw()
    {
        if (!_isPublished)
            return;
        if (_old is null)
            File.Delete(_target);
        else
            File.Move(_old, _target, overwrite: true);
        _isPublished = false;
    }

    /// <summary>Removes what is left beside the destination.</summary>
    public void Dispose()
    {
        File.Delete(_temporary);
        if (_old is not null) File.Delete(_old);
    }

    private string Beside() => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_target)!, $".{Guid.NewGuid():N}.tmp");
}
