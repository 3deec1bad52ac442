using System.Diagnostics;
using System.Globalization;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Render;

/// <summary>
/// One line that is drawn anew while work goes on, and gone after it: what is done, how much of it, and the time left. It hides no cursor
/// and moves by carriage returns only, so that whatever ends the process leaves the terminal as it was.
/// </summary>
internal sealed class ProgressLine : IProgress<double>, IDisposable
{
    private const int LongestBar = 30, ShortestBar = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1), Settled = TimeSpan.FromSeconds(1);

    private readonly Terminal _terminal;
    private readonly string _title;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ManualResetEventSlim _closed = new();
    // Not a timer: the work may take all threads of the pool.
    private readonly Thread _drawing;
    private double _done = double.NaN;
    private int _shown;

    /// <summary>Begins the line; it appears after the terminal's delay.</summary>
    public ProgressLine(Terminal terminal, string title)
    {
        (_terminal, _title) = (terminal, title);
        _drawing = new Thread(Draw) { IsBackground = true };
        _drawing.Start();
    }

    /// <summary>Takes note of the fraction done; several threads may.</summary>
    public void Report(double value) => Volatile.Write(ref _done, value);

    /// <summary>Removes the line.</summary>
    public void Dispose()
    {
        _closed.Set();
        _drawing.Join();
        _closed.Dispose();
        Write("");
    }

    /// <summary>The line's text.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="done">The fraction done, 0 to 1, or NaN where it is not known.</param>
    /// <param name="elapsed">The time since the beginning.</param>
    /// <param name="width">The columns it may take.</param>
    public static string Text(string title, double done, TimeSpan elapsed, int width)
    {
        if (double.IsNaN(done))
            return $"{title}, {Time(elapsed.TotalSeconds)}";

        done = Math.Clamp(done, 0, 1);
        // The first moments say little of the others.
        string left = done > 0 && elapsed >= Settled ? $", {Time(elapsed.TotalSeconds * (1 - done) / done)} left" : "";
        string text = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * done),3} %{left}");
        int length = Math.Min(LongestBar, width - title.Length - text.Length - 2), full = (int)(done * length);
        return length < ShortestBar ? $"{title} {text}" : $"{title} {new string('█', full)}{new string('░', length - full)} {text}";
    }

    private static string Time(double seconds)
    {
        const double Longest = 1000 * 3600;
        seconds = Math.Ceiling(Math.Min(seconds, Longest));
        return seconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{seconds} s")
            : seconds < 3600 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60)} min")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 3600)} h {Math.Floor(seconds % 3600 / 60)} min");
    }

    private void Draw()
    {
        // A last column that is written to would begin a line.
        for (TimeSpan pause = _terminal.ProgressDelay; !_closed.Wait(pause); pause = Interval)
            Write(Text(_title, Volatile.Read(ref _done), Stopwatch.GetElapsedTime(_start), _terminal.Width - 1));
    }

    private void Write(string text)
    {
        if (_shown == 0 && text.Length == 0)
            return;
        try
        {
            _terminal.Error.Write($"\r{text.PadRight(_shown)}{(text.Length < _shown ? $"\r{text}" : "")}");
            _shown = text.Length;
        }
        catch (IOException)
        {
            // The terminal is gone; the work goes on.
        }
    }
}
