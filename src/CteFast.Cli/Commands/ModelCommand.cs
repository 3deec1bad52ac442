using System.CommandLine;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using CteFast.Explain.Models;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast model</c>: what a model file is, and what reading it assumed or left out.</summary>
internal sealed class ModelCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "Model file; - is standard input", HelpName = "FILE|-" };

    private readonly Option<string?> _json = JsonOption.Create("the result as JSON instead of lines");

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        ModelCommand model = new();
        Command command = new ExampleCommand("model", "Say what a model file is: library, objective, features, levels, and what was assumed", "ctefast model model.json")
        {
            model._file, model._json,
        };
        command.SetAction(parsed => model.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string path = parsed.GetRequiredValue(_file);
        string? json = parsed.GetValue(_json);
        OutputFile.Check(json, "--json", DataArgument.FileOf(path));
        (IModel model, string name) = ModelInput.ReadModel(path, terminal, cancellationToken);
        ModelReport report = new(name, model);
        if (json is null)
            report.Write(terminal);
        else
            OutputFile.Write(json, report.Json(), terminal);
        return 0;
    }
}
