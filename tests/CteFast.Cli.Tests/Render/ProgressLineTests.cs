using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using static System.StringComparison;

namespace CteFast.Cli.Tests.Render;

public sealed class ProgressLineTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Run_NobodyLooks_WorkWithoutProgressAndNothingWritten()
    {
        using StringWriter error = new();

        int result = ProgressBar.Run(new Terminal(TextWriter.Null, error), "Working", progress => progress is null ? 7 : 0);

        Assert.Equal((7, ""), (result, error.ToString()));
    }

    [Fact]
    public void Run_SoonDone_NothingFlickers()
    {
        using StringWriter error = new();

        ProgressBar.Run(new Terminal(TextWriter.Null, error) { Progress = true, ProgressDelay = Long }, "Working", progress =>
        {
            progress!.Report(0.5);
            return 0;
        });

        Assert.Empty(error.ToString());
    }

    [Fact]
    public void Run_Terminal_ProgressOnStandardErrorThenNothingLeft()
    {
        using StringWriter output = new(), error = new();

        int result = ProgressBar.Run(new Terminal(output, error) { Progress = true, ProgressDelay = TimeSpan.Zero }, "Working", progress =>
        {
            progress!.Report(0.5);
            Assert.True(SpinWait.SpinUntil(() => error.GetStringBuilder().Length > 0, Long));
            return 7;
        });

        Assert.Equal((7, ""), (result, output.ToString()));
        string[] lines = error.ToString().Split('\r');
        Assert.StartsWith("Working", lines[1], Ordinal);
        Assert.Equal(("", ""), (lines[^2].Trim(), lines[^1]));
        Assert.DoesNotContain('\n', error.ToString());
    }

    [Fact]
    public void Run_TerminalIsGone_WorkGoesOn()
    {
        using BrokenWriter error = new();

        Assert.Equal(7, ProgressBar.Run(new Terminal(TextWriter.Null, error) { Progress = true, ProgressDelay = TimeSpan.Zero }, "Working",
            _ => SpinWait.SpinUntil(() => error.Tries > 1, Long) ? 7 : 0));
    }

    [Fact]
    public void Run_WorkThrows_ItsExceptionIsSeen()
    {
        Terminal terminal = new(TextWriter.Null, TextWriter.Null) { Progress = true };

        Assert.Throws<OperationCanceledException>(() => ProgressBar.Run<int>(terminal, "Working", _ => throw new OperationCanceledException()));
    }

    [Theory]
    [InlineData(double.NaN, 3, 80, "Reading, 3 s")]
    [InlineData(0, 0.1, 40, "Reading ░░░░░░░░░░░░░░░░░░░░░░░░░░   0 %")]
    [InlineData(0.5, 0.5, 40, "Reading █████████████░░░░░░░░░░░░░  50 %")]
    [InlineData(0.25, 10, 40, "Reading ███░░░░░░░░░░░░  25 %, 30 s left")]
    [InlineData(0.25, 10, 80, "Reading ███████░░░░░░░░░░░░░░░░░░░░░░░  25 %, 30 s left")]
    [InlineData(0.5, 90, 40, "Reading ███████░░░░░░░  50 %, 2 min left")]
    [InlineData(0.5, 5400, 22, "Reading  50 %, 1 h 30 min left")]
    [InlineData(1, 10, 40, "Reading ████████████████ 100 %, 0 s left")]
    [InlineData(1e-300, 10, 80, "Reading ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0 %, 1000 h 0 min left")]
    [InlineData(1.5, 0.5, 40, "Reading ██████████████████████████ 100 %")]
    public void Text_FractionAndTime_BarAndTimeLeft(double done, double seconds, int width, string expected)
        => Assert.Equal(expected, ProgressLine.Text("Reading", done, TimeSpan.FromSeconds(seconds), width));

    private sealed class BrokenWriter : StringWriter
    {
        public int Tries { get; private set; }

        public override void Write(string? value)
        {
            Tries++;
            throw new IOException("gone");
        }
    }
}
