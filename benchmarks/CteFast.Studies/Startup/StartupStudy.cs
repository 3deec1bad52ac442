using System.Text.Json;

namespace CteFast.Studies.Startup;

/// <summary>What it takes to start the tool and to explain for the first time, just in time and ahead of time.</summary>
internal static class StartupStudy
{
    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        string[] version = ["--version"], trees = ["explain", "--json", "-"], network =
            ["explain", Path.Combine(arguments.Data, "diamonds_test.csv"), "--model", Path.Combine(arguments.Data, "diamonds_mlp.json"), "--rows", "0", "--json", "-"];
        foreach (string path in new[] { network[1], network[3] })
        {
            if (!File.Exists(path)) throw new StudyException($"--data {arguments.Data}: there is no {Path.GetFileName(path)}");
        }

        PublishedTool[] tools =
        [
            PublishedTool.Publish("just in time, .NET 10", "just-in-time", anew: !arguments.Quick),
            PublishedTool.Publish("ahead of time, .NET 9", "ahead-of-time", anew: !arguments.Quick, "-p:AheadOfTime=true"),
        ];
        int rounds = arguments.Quick ? 3 : 15;
        output.WriteLine(Processor.Describe());
        var table = new MarkdownTable(output,
            $"**The tool**, as published: medians of {rounds} fresh processes in turn. The first explanation is of five rows against 13,485, exactly (trees), and of one row by sampling (network); "
            + "the whole process reads the data, too. What is compiled just in time needs the runtime beside it, which is not counted.",
            "compiled", "MB", "start-up (`--version`), ms", "trees: first explanation, ms", "whole process, ms", "network: first explanation, ms", "whole process, ms");
        string[][] commands = [version, trees, network];
        List<double>[] explained = [.. Enumerable.Range(0, tools.Length * commands.Length).Select(_ => new List<double>())];
        Action[] runs = [.. tools.SelectMany((tool, t) => commands.Select((command, c) => (Action)(() => Explain(tool, command, explained[t * commands.Length + c]))))];
        double[] processes = Timing.InterleavedMedians(rounds, TimeSpan.Zero, rounds, runs);

        List<StartupCase> cases = [.. tools.Select((tool, t) =>
        {
            int at = t * commands.Length;
            return new StartupCase(tool.Compiler, tool.MegaBytes, processes[at],
                Timing.Median(explained[at + 1]), processes[at + 1], Timing.Median(explained[at + 2]), processes[at + 2]);
        })];
        foreach (StartupCase c in cases)
        {
            table.Row([c.Compiler, .. new[] { c.MegaBytes, c.VersionMs, c.TreesMs, c.TreesProcessMs, c.NetworkMs, c.NetworkProcessMs }.Select(MarkdownTable.Number)]);
        }

        arguments.Finish(JsonSerializer.Serialize(cases, StartupJson.Default.ListStartupCase));
    }

    /// <summary>Runs a command; where it explains, notes the milliseconds that it says the explanation took.</summary>
    private static void Explain(PublishedTool tool, string[] command, List<double> milliseconds)
    {
        string printed = ChildProcess.Run(tool.Program, command);
        if (!printed.StartsWith('{')) return;
        using JsonDocument explanation = JsonDocument.Parse(printed);
        milliseconds.Add(explanation.RootElement.GetProperty("elapsedMs").GetDouble());
    }
}
