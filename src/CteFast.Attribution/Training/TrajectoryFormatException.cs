namespace CteFast.Attribution.Training;

/// <summary>A trajectory's files cannot be used: damaged, of another format, or with numbers that do not fit each other.</summary>
/// <remarks>The message is one line: the file, where in it, what is wrong and what to do.</remarks>
/// <param name="file">The file.</param>
/// <param name="problem">Where, what is wrong and what to do about it.</param>
/// <param name="innerException">What was thrown underneath, if anything.</param>
public sealed class TrajectoryFormatException(string file, string problem, Exception? innerException = null) : Exception($"{file}: {problem}", innerException)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;
}
