using CteFast.Cli.Render;

namespace CteFast.Cli.Tests.Render;

public sealed class ProgressBarTests
{
    [Fact]
    public void Run_NobodyLooks_WorkWithoutProgressAndNothingWritten()
    {
        using StringWriter error = new();

        int result = ProgressBar.Run(new Terminal(TextWriter.Null, error), "Working", progress => progress is null ? 7 : 0);

        Assert.Equal((7, ""), (result, error.ToString()));
    }

    [Fact]
    public void Run_Terminal_ProgressOnStandardErrorOnly()
    {
        using StringWriter output = new();
        using StringWriter error = new();

        int result = ProgressBar.Run(new Terminal(output, error) { Progress = true }, "Working", progress =>
        {
            progress!.Report(0.5);
            return 7;
        });

        Assert.Equal((7, ""), (result, output.ToString()));
        Assert.Contains("Working", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WorkThrows_ItsExceptionIsSeen()
    {
        Terminal terminal = new(TextWriter.Null, TextWriter.Null) { Progress = true };

        Assert.Throws<OperationCanceledException>(() => ProgressBar.Run<int>(terminal, "Working", _ => throw new OperationCanceledException()));
    }
}
