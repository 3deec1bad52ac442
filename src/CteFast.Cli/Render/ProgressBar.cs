using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>Progress on standard error while work is done; nothing where nobody looks.</summary>
internal static class ProgressBar
{
    /// <summary>Does the work, which may report the fraction done.</summary>
    public static T Run<T>(Terminal terminal, string title, Func<IProgress<double>?, T> work)
    {
        if (!terminal.Progress)
            return work(null);

        return ResultConsole.OfProgress(terminal).Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask(title, maxValue: 1);
            task.IsIndeterminate = true;
            return work(new TaskProgress(task));
        });
    }

    // Not Progress<double>: it would post to another thread, and late.
    private sealed class TaskProgress(ProgressTask task) : IProgress<double>
    {
        public void Report(double value)
        {
            task.IsIndeterminate = false;
            task.Value = value;
        }
    }
}
