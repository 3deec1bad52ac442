using CteFast.Cli.Shell;

namespace CteFast.Cli.Read;

/// <summary>What holds for every file named on the command line: the check before it is read, and reading that can be cancelled.</summary>
internal static class InputFile
{
    /// <summary>Throws unless <paramref name="path"/> is a file.</summary>
    public static void Check(string path)
    {
        if (Directory.Exists(path))
            throw new InputException($"{path} is a folder; name a file in it");
        if (!File.Exists(path))
            throw new InputException($"{path} does not exist; check the name and the folder");
    }

    /// <summary>Does work that may wait for another process. Opening or reading a pipe that nobody writes to never ends; when cancelled, it is abandoned.</summary>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static T Wait<T>(Func<T> work, CancellationToken cancellationToken)
        => Task.Run(work, cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>Opens a file to be read from front to back by a reader that has a buffer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Receives the fraction read, where the file knows its length.</param>
    public static Stream OpenOnce(string path, IProgress<double>? progress)
    {
        FileStream file = new(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        return progress is null || !file.CanSeek ? file : new ProgressStream(file, progress);
    }
}
