using System.Text;

namespace CteFast.Cli.Shell;

/// <summary>Where the command reads and writes, and what can be shown there.</summary>
/// <param name="Out">Standard output: results only.</param>
/// <param name="Error">Standard error: messages and progress.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error)
{
    /// <summary>Standard input.</summary>
    public Stream In { get; init; } = Stream.Null;

    /// <summary>The columns a line may take, 40 to 120.</summary>
    public int Width { get; init => field = Math.Clamp(value, 40, 120); } = 80;

    /// <summary>Whether results are coloured.</summary>
    public bool Color { get; init; }

    /// <summary>Whether progress is shown on <see cref="Error"/>.</summary>
    public bool Progress { get; init; }

    /// <summary>The time before progress is shown: shorter work would only flicker.</summary>
    public TimeSpan ProgressDelay { get; init; } = TimeSpan.FromSeconds(0.4);

    /// <summary>The terminal of this process: colour and width are those of the terminal, if output goes to one; <c>COLUMNS</c> sets the width everywhere.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = Encoding.UTF8;
        // Not Console.Out, which writes every piece of a table by itself.
        return new Terminal(new StreamWriter(new OutputStream(Console.OpenStandardOutput()), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)), Console.Error)
        {
            In = IsInputClosed() ? Stream.Null : Console.OpenStandardInput(),
            Width = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns > 0 ? columns
                : Console.IsOutputRedirected && Console.IsErrorRedirected ? 80 : Console.WindowWidth,
            Color = !Console.IsOutputRedirected && !IsDumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Progress = !Console.IsErrorRedirected && !IsDumb,
        };
    }

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") == "dumb";

    /// <summary>
    /// Whether this process was started without standard input. The runtime then opens a pipe under its number, and reading from that would never end:
    /// this process holds the pipe's other end, too.
    /// </summary>
    private static bool IsInputClosed()
    {
        const string Streams = "/proc/self/fd", Input = "0";
        if (!OperatingSystem.IsLinux() || Target(Input) is not { } pipe || !pipe.StartsWith("pipe:", StringComparison.Ordinal))
            return false;
        return Directory.EnumerateFiles(Streams).Select(file => Path.GetFileName(file)).Any(stream => Target(stream) == pipe && IsWritable(stream));

        static string? Target(string stream) => Try(() => Path.GetFileName(new FileInfo(Path.Combine(Streams, stream)).LinkTarget));

        // A line says how the stream was opened, in octal: "flags:	0100001". The last digit is 0 where it is only read.
        static bool IsWritable(string stream)
            => Try(() => File.ReadLines($"/proc/self/fdinfo/{stream}").FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal))) is [.., '1' or '2'];

        // A stream may be closed meanwhile.
        static string? Try(Func<string?> ask)
        {
            try
            {
                return ask();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
