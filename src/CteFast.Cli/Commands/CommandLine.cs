using System.CommandLine;
using System.CommandLine.Help;
using CteFast.Attribution.Storage;
using CteFast.Cli.Shell;
using CteFast.Explain.Models;
using CteFast.Numerics;
using CteFast.Tables;

namespace CteFast.Cli.Commands;

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
                throw new InputException($"{Problem(parsed, message)}; {Path(parsed.CommandResult.Command)} --help shows what there is");

            int exitCode = parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
            });
            terminal.Out.Flush();
            return exitCode;
        }
        catch (Exception e)
        {
            return Fail(terminal, e is AggregateException { InnerExceptions: [Exception first, ..] } ? first : e);
        }
    }

    private static string Problem(ParseResult parsed, string message)
    {
        if (parsed.UnmatchedTokens is not [string unknown, ..])
            return message.TrimEnd('.');
        // An option that there is not is taken for the table, and its value for one argument too many.
        if (parsed.Errors.FirstOrDefault(error => DataArgument.IsUnknownOption(error.Message)) is { } option)
            return option.Message;
        string quoted = InputException.Quote(unknown);
        Command command = parsed.CommandResult.Command;
        return unknown.StartsWith('-') ? $"there is no option {quoted}"
            : command.Subcommands.Count == 0 ? $"{quoted} is one argument too many"
            : $"there is no command {quoted}; the commands are {string.Join(", ", command.Subcommands.Where(known => !known.Hidden).Select(known => known.Name))}";
    }

    private static string Path(Command command) => command.Name == Name ? Name : $"{Name} {command.Name}";

    private static Command Root(Terminal terminal, CancellationToken cancellationToken)
    {
        ExampleHelp help = new(terminal.Width);
        Command root = new ExampleCommand(Name, "Explain a model's predictions: by its features and by the rows it was trained on",
            "ctefast explain", "ctefast report data.csv --model model.json --target y -o report.html")
        {
            ExplainCommand.Create(terminal, cancellationToken),
            ImportanceCommand.Create(terminal, cancellationToken),
            EffectsCommand.Create(terminal, cancellationToken),
            CompressCommand.Create(terminal, cancellationToken),
            ReportCommand.Create(terminal, cancellationToken),
            ModelCommand.Create(terminal, cancellationToken),
            SchemaCommand.Create(terminal, cancellationToken),
            TestCommand.Create(terminal, cancellationToken),
            AttributeCommand.Create(terminal, cancellationToken),
            BenchCommand.Create(terminal, cancellationToken),
            CompletionCommand.Create(terminal),
            Quiet,
            new HelpOption { Action = help },
            new VersionOption(),
        };
        root.Add(CompletionCommand.CreateAsked(root, terminal));
        root.SetAction(help.Invoke);
        return root;
    }

    private static int Fail(Terminal terminal, Exception e) => e switch
    {
        OperationCanceledException => Fail(terminal, "cancelled", Cancelled),
        TableException table => Fail(terminal, TableFormat.NameOf(table.Option) is { } option ? $"{table.Message} ({option})" : table.Message, Failed),
        InputException or ModelFormatException or StoredFileException or IOException or UnauthorizedAccessException => Fail(terminal, e.Message, Failed),
        ArgumentException argument => Fail(terminal, ArgumentMessage.Of(argument), Failed),
        // The library's say what is wrong with a model or its numbers; the framework's would be mistakes of this command.
        InvalidOperationException when e.Source?.StartsWith("System", StringComparison.Ordinal) != true => Fail(terminal, e.Message, Failed),
        OutOfMemoryException => Fail(terminal, $"there is not enough memory; {Name} compress --method stream takes tables of any size", Failed),
        _ => Fail(terminal, $"unexpected {e.GetType().Name}, please report it: {e.Message}", Failed),
    };

    private static int Fail(Terminal terminal, string message, int exitCode)
    {
        try
        {
            terminal.Error.WriteLine($"{Name}: {InputException.OneLine(message)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is nowhere to write; the exit code remains.
        }

        return exitCode;
    }
}
