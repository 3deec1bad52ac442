namespace CteFast.Attribution.Storage;

/// <summary>A stored file cannot be used: it is damaged, of another kind, or does not belong to the model and data at hand.</summary>
/// <remarks>The message is one line: the file, what is wrong and what to do.</remarks>
/// <param name="file">The file.</param>
/// <param name="problem">What is wrong and what to do about it.</param>
/// <param name="innerException">What was thrown underneath, if anything.</param>
public sealed class StoredFileException(string file, string problem, Exception? innerException = null) : Exception($"{file}: {problem}", innerException)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;
}
