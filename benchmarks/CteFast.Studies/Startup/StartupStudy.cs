using System.Text.Json;

namespace CteFast.Studies.Startup;

/// <summary>What it takes to start the tool, to explain and to compress for the first time, by how it was compiled.</summary>
internal static class StartupStudy
{
    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        string data = Path.Combine(arguments.Data, "diamonds_test.csv"), model = Path.Combine(arguments.Data, "diamonds_mlp.json");
        string[] version = ["--version"], trees = ["explain", "--json", "-"], network = ["explain", data, "--model", model, "--rows", "0", "--json", "-"],
            compress = ["compress", data, "--size", "64", "--json", "-"];
        foreach (string path in new[] { data, model })
        {
            if (!File.Exists(path)) throw new StudyException($"--data {arguments.Data}: there is no {Path.GetFileName(path)}");
        }

        PublishedTool? readyToRun = PublishReadyToRun(arguments);
        PublishedTool[] tools =
        [
            PublishedTool.Publish("just in time, .NET 10", "just-in-time", anew: !arguments.Quick),
            .. readyToRun is null ? (PublishedTool[])[] : [readyToRun],
            PublishedTool.Publish("ahead of time, .NET 10", "ahead-of-time", anew: !arguments.Quick, "-p:AheadOfTime=true"),
        ];
        int rounds = arguments.Quick ? 3 : 15;
        output.WriteLine(Processor.Describe());
        if (readyToRun is null) output.WriteLine("ReadyToRun was not measured: its compiler could not be restored.");
        var table = new MarkdownTable(output,
            $"**The tool**, as published: medians of {rounds} fresh processes in turn. The first explanation is of five rows against 13,485, exactly (trees), and of one row by sampling (network), "
            + "the first compression of 13,485 rows to 64, refined; the whole process reads the data, too. What is compiled just in time, or but in part ahead (ReadyToRun), needs the runtime beside it, which is not counted.",
            "compiled", "MB", "start-up (`--version`), ms", "trees: first explanation, ms", "whole process, ms", "network: first explanation, ms", "whole process, ms",
            "first compression, ms", "whole process, ms");
        string[][] commands = [version, trees, network, compress];
        List<double>[] first = [.. Enumerable.Range(0, tools.Length * commands.Length).Select(_ => new List<double>())];
        Action[] runs = [.. tools.SelectMany((tool, t) => commands.Select((command, c) => (Action)(() => Time(tool, command, first[t * commands.Length + c]))))];
        double[] processes = Timing.InterleavedMedians(rounds, TimeSpan.Zero, rounds, runs);

        List<StartupCase> cases = [.. tools.Select((tool, t) =>
        {
            int at = t * commands.Length;
            return new StartupCase(tool.Compiler, tool.MegaBytes, processes[at],
                Timing.Median(first[at + 1]), processes[at + 1], Timing.Median(first[at + 2]), processes[at + 2], Timing.Median(first[at + 3]), processes[at + 3]);
        })];
        foreach (StartupCase c in cases)
        {
            table.Row([c.Compiler, .. new[] { c.MegaBytes, c.VersionMs, c.TreesMs, c.TreesProcessMs, c.NetworkMs, c.NetworkProcessMs, c.CompressMs, c.CompressProcessMs }.Select(MarkdownTable.Number)]);
        }

        arguments.Finish(JsonSerializer.Serialize(cases, StartupJson.Default.ListStartupCase));
    }

    /// <summary>The tool with ReadyToRun code, whose compiler is a package of the .NET SDK's very version; null where that cannot be had.</summary>
    private static PublishedTool? PublishReadyToRun(StudyArguments arguments)
    {
        try
        {
            return PublishedTool.Publish("ReadyToRun, .NET 10", "ready-to-run", anew: !arguments.Quick, "-p:ReadyToRun=true");
        }
        catch (StudyException e) when (e.Message.Contains("Crossgen", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
    }

    /// <summary>Runs a command; where it explains or compresses, notes the milliseconds that it says this took.</summary>
    private static void Time(PublishedTool tool, string[] command, List<double> milliseconds)
    {
        string printed = ChildProcess.Run(tool.Program, command);
        if (!printed.StartsWith('{')) return;
        using JsonDocument result = JsonDocument.Parse(printed);
        milliseconds.Add(result.RootElement.GetProperty("elapsedMs").GetDouble());
    }
}
