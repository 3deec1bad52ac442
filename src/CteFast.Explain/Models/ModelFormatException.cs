namespace CteFast.Explain.Models;

/// <summary>A model file cannot be used: it is damaged, of another format, or asks for something that is not supported.</summary>
/// <remarks>The message is one line: the file, where in it, what is wrong and what to do. It is the only exception the readers throw for a file's contents.</remarks>
public sealed class ModelFormatException : Exception
{
    /// <summary>Says what is wrong with a model file.</summary>
    /// <param name="file">The file's name, as the caller gave it.</param>
    /// <param name="location">Where in the file: a JSON path or a line; empty for the whole file.</param>
    /// <param name="problem">What is wrong and what to do about it.</param>
    /// <param name="innerException">What was thrown underneath, if anything.</param>
    public ModelFormatException(string file, string location, string problem, Exception? innerException = null)
        : base(OneLine(location.Length == 0 ? $"{file}: {problem}" : $"{file}: {location}: {problem}"), innerException)
    {
        File = file;
        Location = location;
    }

    /// <summary>The file's name, as the caller gave it.</summary>
    public string File { get; }

    /// <summary>Where in the file: a JSON path or a line; empty for the whole file.</summary>
    public string Location { get; }

    // Names that a damaged file holds are quoted, whatever is in them.
    private static string OneLine(string message) => message.Any(char.IsControl) ? string.Concat(message.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : message;
}
