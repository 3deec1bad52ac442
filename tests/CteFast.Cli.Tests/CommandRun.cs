using System.Text;
using CteFast.Cli.Commands;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Tests;

/// <summary>One run of the command in this process, with what it wrote.</summary>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    public static CommandRun Of(params string[] args) => Of(args, CancellationToken.None);

    public static CommandRun Of(string[] args, CancellationToken cancellationToken) => Of(args, "", cancellationToken);

    public static CommandRun Of(string[] args, string input, CancellationToken cancellationToken = default)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = CommandLine.Run(args, new Terminal(output, error) { In = new MemoryStream(Encoding.UTF8.GetBytes(input)) }, cancellationToken);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A run that must succeed and say nothing on standard error but which cells are missing.</summary>
    public static CommandRun Succeed(params string[] args)
    {
        CommandRun run = Of(args);
        Assert.Equal((0, ""), (run.ExitCode, string.Join('\n', run.Error.Split('\n').Where(line => !line.Contains("are missing values", StringComparison.Ordinal)))));
        return run;
    }

    /// <summary>Asserts that the run failed with one line that holds all <paramref name="parts"/>, and wrote nothing else.</summary>
    public void AssertFailed(params string[] parts)
    {
        Assert.Equal(1, ExitCode);
        Assert.Empty(Out);
        // What was found in a table may be said before the one line of the failure.
        string[] lines = Error.TrimEnd().Split('\n');
        Assert.StartsWith("ctefast: ", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith(Environment.NewLine, Error, StringComparison.Ordinal);
        Assert.DoesNotContain(lines[..^1], line => line.StartsWith("ctefast: ", StringComparison.Ordinal));
        Assert.DoesNotContain("unexpected", Error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
    }
}
