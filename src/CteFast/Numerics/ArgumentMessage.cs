namespace CteFast.Numerics;

/// <summary>What an <see cref="ArgumentException"/> says, for a reader who called no method: of a file, or of the command's output.</summary>
internal static class ArgumentMessage
{
    /// <summary>The message's first line without the name of the parameter, which .NET adds.</summary>
    public static string Of(ArgumentException exception)
    {
        string line = exception.Message.ReplaceLineEndings("\n").Split('\n')[0];
        int suffix = line.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return suffix < 0 ? line : line[..suffix];
    }
}
