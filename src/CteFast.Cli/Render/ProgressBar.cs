using CteFast.Cli.Shell;

namespace CteFast.Cli.Render;

/// <summary>Progress on standard error while work is done; nothing where nobody looks.</summary>
internal static class ProgressBar
{
    /// <summary>Does the work, which may report the fraction done.</summary>
    public static T Run<T>(Terminal terminal, string title, Func<IProgress<double>?, T> work)
    {
        if (!terminal.Progress)
            return work(null);
        using ProgressLine line = new(terminal, title);
        return work(line);
    }
}
