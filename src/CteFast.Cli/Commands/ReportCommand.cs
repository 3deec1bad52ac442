using System.CommandLine;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Render.Report;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using Spectre.Console;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast report</c>: the importance of features, their effects and single predictions, on one page.</summary>
internal sealed class ReportCommand
{
    private const int DefaultRows = 3;
    private const int DefaultSample = 200;

    /// <summary>A quarter of a single explanation's, as there are many.</summary>
    private const int LeastModelRows = 2048;

    private readonly ModelInput _input = new();

    private readonly Option<string?> _rows = new("--rows")
    {
        Description = $"Rows to explain one by one, counted from 0, as in 0-2,7,10-12 [default: the first {DefaultRows}]",
        HelpName = "ROWS",
    };

    private readonly Option<int?> _sample = NumberOption.Count("--sample", $"Rows shown in the pictures of the whole table, chosen to represent it [default: {DefaultSample}]");

    private readonly Option<int?> _modelRows = ModelRowsOption.Create(LeastModelRows);

    private readonly Option<int?> _output = ClassOption.Create("For a model with several outputs: the one to report, counted from 0 [default: the one whose predictions are largest]");
    private readonly Option<long> _seed = NumberOption.Seed();

    private readonly Option<string?> _page = new("--page", "-o")
    {
        Description = "Write the HTML page; - is standard output [default: report.html]",
        HelpName = "FILE|-",
    };

    private readonly Option<string?> _pictures = new("--svg")
    {
        Description = "Write the pictures as SVG files into this folder, too; it is created if it does not exist",
        HelpName = "DIR",
    };

    private readonly Option<string?> _json = JsonOption.Create("the numbers as JSON instead of the page");

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        ReportCommand report = new();
        Command command = new ExampleCommand("report", "Write one HTML page that shows which features matter, what they do, and why single predictions are what they are",
            "ctefast report data.csv --model model.json --target y -o report.html");
        report._input.AddTo(command);
        foreach (Option option in (Option[])[report._rows, report._sample, report._modelRows, report._output, report._seed, report._page, report._pictures, report._json])
            command.Add(option);
        command.SetAction(parsed => report.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string? json = parsed.GetValue(_json), page = parsed.GetValue(_page), pictures = parsed.GetValue(_pictures);
        if (page is null && json is null) page = "report.html";
        string?[] inputs = _input.Files(parsed);
        OutputFile.Check(page, "--page", inputs);
        OutputFile.Check(json, "--json", [.. inputs, page]);
        OutputFile.CheckFolder(pictures, "--svg", ReportPicture.IsFileName, [.. inputs, page, json]);

        ModelTable table = _input.Read(parsed, terminal, withLabels: _input.HasTarget(parsed), cancellationToken);
        ReportRequest request = new(
            parsed.GetValue(_rows) is { } text ? RowRanges.Parse(text, table.RowCount) : [.. Enumerable.Range(0, Math.Min(DefaultRows, table.RowCount))],
            Math.Min(parsed.GetValue(_sample) ?? DefaultSample, table.RowCount),
            ModelRowsOption.Value(parsed, _modelRows, LeastModelRows, table.Features.Length),
            ClassOption.Check(parsed.GetValue(_output), table.Model.OutputCount, table.ModelName),
            parsed.GetValue(_seed));
        ReportContent content = ProgressBar.Run(terminal, "Analysing", progress => ReportAnalysis.Run(table, request, progress, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();

        List<(string, string)> results = [];
        if (pictures is not null) results.AddRange(ReportPicture.Of(content).Select(picture => (Path.Combine(pictures, picture.FileName), picture.DrawAlone())));
        if (json is not null) results.Add((json, ReportJson.Render(content)));
        if (page is not null) results.Add((page, HtmlPage.Render(content)));
        OutputFile.Write(results, terminal, pictures);
        // Standard output is a result's alone where one goes there.
        if (page is null or "-" || json == "-") return 0;
        ResultConsole.Of(terminal).Write(new Text($"{string.Join("\n", content.Summary)}\n"));
        terminal.Out.Write($"Written to {page}\n");
        return 0;
    }
}
