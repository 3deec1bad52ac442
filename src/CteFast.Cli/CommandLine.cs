using System.CommandLine;
using System.CommandLine.Help;
using CteFast.Attribution.Training;
using CteFast.Cli.Commands;
using CteFast.Explain.Models;

namespace CteFast.Cli;

/// <summary>The whole command: arguments in, exit code out. Every failure becomes one line on standard error.</summary>
internal static class CommandLine
{
    private const string Name = "ctefast";
    private const int Failed = 1;
    private const int Cancelled = 130;     // 128 + SIGINT, as shells expect

    private static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "Show no progress; results and errors only",
        Recursive = true,
    };

    /// <summary>Runs the command.</summary>
    /// <returns>0, 1 after a failure, 130 when cancelled.</returns>
    public static int Run(string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        try
        {
            ParserConfiguration parsing = new() { ResponseFileTokenReplacer = null };
            ParseResult parsed = Root(terminal, cancellationToken).Parse(args, parsing);
            if (parsed.GetValue(Quiet)) parsed = Root(terminal with { Progress = false }, cancellationToken).Parse(args, parsing);
            if (parsed.Errors is [{ Message: string message }, ..])
                throw new InputException($"{message.TrimEnd('.')}; {Path(parsed.CommandResult.Command)} --help lists the options");

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (OperationCanceledException)
        {
            return Fail(terminal, "cancelled", Cancelled);
        }
        catch (Exception e) when (e is InputException or ModelFormatException or TrajectoryFormatException or IOException or UnauthorizedAccessException)
        {
            return Fail(terminal, e.Message, Failed);
        }
        catch (ArgumentException e)
        {
            return Fail(terminal, WithoutParameter(e.Message), Failed);
        }
        catch (OutOfMemoryException)
        {
            return Fail(terminal, $"there is not enough memory; {Name} compress --method stream takes tables of any size", Failed);
        }
        catch (Exception e)
        {
            return Fail(terminal, $"unexpected {e.GetType().Name}, please report it: {e.Message}", Failed);
        }
    }

    private static string Path(Command command) => command.Name == Name ? Name : $"{Name} {command.Name}";

    private static Command Root(Terminal terminal, CancellationToken cancellationToken)
    {
        Command root = new(Name, "Compress data by kernel thinning, then explain predictions against the few rows kept")
        {
            ExplainCommand.Create(terminal, cancellationToken),
            ImportanceCommand.Create(terminal, cancellationToken),
            EffectsCommand.Create(terminal, cancellationToken),
            CompressCommand.Create(terminal, cancellationToken),
            ReportCommand.Create(terminal, cancellationToken),
            TestCommand.Create(terminal, cancellationToken),
            AttributeCommand.Create(terminal, cancellationToken),
            BenchCommand.Create(terminal, cancellationToken),
            CompletionCommand.Create(terminal),
            Quiet,
            new HelpOption { Action = new ExampleHelp() },
            new VersionOption(),
        };
        root.Add(CompletionCommand.CreateAsked(root, terminal));
        root.SetAction(new ExampleHelp().Invoke);
        return root;
    }

    private static int Fail(Terminal terminal, string message, int exitCode)
    {
        terminal.Error.WriteLine($"{Name}: {InputException.OneLine(message)}");
        return exitCode;
    }

    /// <summary>An argument's message without the lines and the parameter's name that .NET adds.</summary>
    private static string WithoutParameter(string message)
    {
        string line = message.ReplaceLineEndings("\n").Split('\n')[0];
        int suffix = line.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return suffix < 0 ? line : line[..suffix];
    }
}
