using System.CommandLine;
using System.Text;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using CteFast.Compression;
using CteFast.Kernels;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast compress</c>: the few rows of a table whose distribution is closest to that of all rows.</summary>
internal sealed class CompressCommand
{
    private static readonly (string, MethodChoice)[] Methods =
    [
        ("compress++", new(CompressionMethod.CompressPlusPlus)),
        ("thinning", new(CompressionMethod.KernelThinning)),
        ("herding", new(CompressionMethod.Herding)),
        ("standard", new(CompressionMethod.StandardThinning)),
        ("uniform", new(CompressionMethod.Uniform)),
        ("stream", new(default, IsStream: true)),
    ];

    private static readonly (string Name, KernelFamily Family)[] Kernels =
    [
        ("gaussian", KernelFamily.Gaussian),
        ("sum-of-gaussians", KernelFamily.SumOfGaussians),
        ("laplace", KernelFamily.Laplace),
        ("matern12", KernelFamily.Matern12),
        ("matern32", KernelFamily.Matern32),
        ("matern52", KernelFamily.Matern52),
        ("inverse-multiquadric", KernelFamily.InverseMultiquadric),
        ("rational-quadratic", KernelFamily.RationalQuadratic),
        ("bspline", KernelFamily.BSpline),
        ("sobolev", KernelFamily.Sobolev),
    ];

    private readonly Argument<string?> _data = DataArgument.Create("Table: CSV with a header, Parquet or Arrow; - is standard input", ArgumentArity.ExactlyOne);
    private readonly Option<int?> _size = NumberOption.Count("--size", "Rows to choose");

    private readonly Option<MethodChoice> _method = ChoiceOption.Create("--method", "How rows are chosen. stream: for tables larger than memory, of which it holds a few rows", Methods);
    private readonly Option<KernelFamily> _kernel = ChoiceOption.Create("--kernel", "Kernel that measures how similar two rows are", Kernels);
    private readonly Option<BandwidthRule?> _bandwidth = BandwidthRule.CreateOption();
    private readonly RefineOption _refine = new();

    private readonly Option<bool> _weights = new("--weights")
    {
        Description = "Compute weights with which the chosen rows are closest to all rows, and write them to the JSON",
    };

    private readonly TableFormat _format = new();
    private readonly Option<long> _seed = NumberOption.Seed();

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write the chosen rows as CSV; - is standard output",
        HelpName = "FILE|-",
    };

    private readonly Option<string?> _json = JsonOption.Create("the chosen rows' numbers and their quality as JSON");

    private CompressCommand()
        => _size.Required = true;

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        CompressCommand compress = new();
        Command command = new ExampleCommand("compress", "Choose the few rows of a table whose distribution is closest to that of all rows", "ctefast compress data.csv --size 64 --output few.csv")
        {
            compress._data, compress._size, compress._method, compress._kernel, compress._bandwidth,
            compress._refine.Option, compress._refine.Negation, compress._weights, compress._seed, compress._output, compress._json,
        };
        compress._format.AddTo(command);
        command.SetAction(parsed => compress.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string data = parsed.GetRequiredValue(_data)!;
        string? output = parsed.GetValue(_output), json = parsed.GetValue(_json), schema = _format.SchemaPath(parsed);
        OutputFile.Check(output, "--output", DataArgument.FileOf(data), schema);
        OutputFile.Check(json, "--json", DataArgument.FileOf(data), schema, output);

        CompressionRequest request = Request(parsed);
        using DataFile file = DataFile.Open(data, _format.Options(parsed), terminal, cancellationToken);
        CoresetReport report = parsed.GetValue(_method).IsStream
            ? StreamCompression.Run(file, request, terminal, cancellationToken)
            : TableCompression.Run(file, request, terminal, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Write(file, report, output, json, terminal);
        return 0;
    }

    private CompressionRequest Request(ParseResult parsed)
    {
        KernelFamily family = parsed.GetValue(_kernel);
        BandwidthRule? bandwidth = parsed.GetValue(_bandwidth);
        if (family == KernelFamily.Sobolev && bandwidth is not null)
            throw new InputException("--kernel sobolev has no width; leave --bandwidth out");
        CoresetOptions options = new()
        {
            Method = parsed.GetValue(_method).Method,
            Seed = parsed.GetValue(_seed),
            Refine = _refine.Value(parsed),
            Weighted = parsed.GetValue(_weights),
            Threads = Environment.ProcessorCount,
        };
        return new CompressionRequest(family, Kernels.Single(kernel => kernel.Family == family).Name, bandwidth, parsed.GetRequiredValue(_size)!.Value, options);
    }

    private static void Write(DataFile file, CoresetReport report, string? output, string? json, Terminal terminal)
    {
        List<(string, string)> results = [];
        if (output is not null) results.Add((output, ChosenRows(file, report.Indices)));
        if (json is not null) results.Add((json, CoresetJson.Render(report)));
        OutputFile.Write(results, terminal);
        if (results.Count == 0)
            CoresetSummary.Write(terminal, report);
        else if (json is null && FeatureReport.Sentence(report.Features) is { } kinds)
            terminal.Error.WriteLine(InputException.OneLine(kinds));      // not the user's choice, so shown even where no summary is
    }

    private static string ChosenRows(DataFile file, IReadOnlyList<long> rows)
    {
        StringBuilder csv = new();
        foreach (string line in file.Lines(rows))
            csv.Append(line).Append('\n');
        return csv.ToString();
    }

    /// <summary>A method of the core, or the compression of a stream, for which the core has another class.</summary>
    private readonly record struct MethodChoice(CompressionMethod Method, bool IsStream = false);
}
