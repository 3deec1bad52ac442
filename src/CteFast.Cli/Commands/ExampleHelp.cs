using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CteFast.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Lines that work as they are, or with the user's file names in them.</summary>
    public IReadOnlyList<string> Examples => examples;
}

/// <summary>The usual help, and the command's examples after it.</summary>
/// <param name="width">The columns a line may take; examples stay whole, to be copied.</param>
internal sealed class ExampleHelp(int width) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new() { MaxWidth = width };

    /// <summary>Help is shown even if required arguments are missing.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExampleCommand command)
            parseResult.InvocationConfiguration.Output.Write($"{(command.Examples.Count == 1 ? "Example" : "Examples")}:\n{string.Concat(command.Examples.Select(example => $"  {example}\n"))}\n");
        return exitCode;
    }
}
