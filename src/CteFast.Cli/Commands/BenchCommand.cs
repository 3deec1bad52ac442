using System.CommandLine;
using CteFast.Cli.Measure;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast bench</c>: this machine's speed, compared with its limit where one is known.</summary>
internal sealed class BenchCommand
{
    private readonly Option<bool> _quick = new("--quick") { Description = "Measure for two seconds instead of ten: fewer sizes, larger errors" };

    private readonly Option<string?> _json = JsonOption.Create("the result as JSON instead of a table");

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        BenchCommand bench = new();
        Command command = new ExampleCommand("bench", "Measure this machine's speed against its limit: kernels, compression, explanations, trees", "ctefast bench --quick")
        {
            bench._quick, bench._json,
        };
        command.SetAction(parsed => bench.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string? json = parsed.GetValue(_json);
        OutputFile.Check(json, "--json");
        BenchReport report = ProgressBar.Run(terminal, "Measuring", progress => MachineSpeed.Run(parsed.GetValue(_quick), progress, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (json is null)
            BenchTable.Write(terminal, report);
        else
            OutputFile.Write(json, BenchJson.Render(report), terminal);
        return 0;
    }
}
