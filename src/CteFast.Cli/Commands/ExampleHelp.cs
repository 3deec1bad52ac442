using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CteFast.Cli.Commands;

/// <summary>A command whose help ends with an example.</summary>
internal sealed class ExampleCommand(string name, string description, string example) : Command(name, description)
{
    /// <summary>A line that works when it is typed as it stands, or after the user's own file names are put in.</summary>
    public string Example => example;
}

/// <summary>The usual help, and the command's example after it.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <summary>Who asks for help need not have typed the rest.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExampleCommand command)
            parseResult.InvocationConfiguration.Output.Write($"Example:\n  {command.Example}\n\n");
        return exitCode;
    }
}
