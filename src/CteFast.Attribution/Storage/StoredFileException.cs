namespace CteFast.Attribution.Storage;

/// <summary>
/// A file of trajectories, curvature, gradients or subsets cannot be used: it is damaged, of another kind or format, or belongs to another model or other data.
/// The one exception that reading a file of attribution throws, beside <see cref="IOException"/>.
/// </summary>
/// <remarks>The message is one line: the file, where in it, what is wrong and what to do.</remarks>
/// <param name="file">The file.</param>
/// <param name="problem">Where, what is wrong and what to do about it.</param>
/// <param name="innerException">The exception that revealed the problem, if any.</param>
public sealed class StoredFileException(string file, string problem, Exception? innerException = null) : Exception($"{file}: {problem}", innerException)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;
}
