using System.CommandLine;
using CteFast.Cli.Read;
using CteFast.Cli.Render;
using CteFast.Cli.Sample;
using CteFast.Explain.Models;

namespace CteFast.Cli.Commands;

/// <summary>The arguments that name a table and a model; without them, the embedded sample.</summary>
internal sealed class ModelInput
{
    private readonly Argument<string?> _data = DataArgument.Create("Table with a header; - is standard input. Without it, the embedded diamonds", ArgumentArity.ZeroOrOne);

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Model: trees or a network. Without DATA.csv, the embedded model of diamond prices",
        HelpName = "FILE",
    };

    private readonly Option<string?> _target = new("--target")
    {
        Description = "Column that is not a feature: the labels",
        HelpName = "COL",
    };

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_model);
        command.Add(_target);
    }

    /// <summary>The files that no result may replace.</summary>
    public string?[] Files(ParseResult parsed) => [DataArgument.FileOf(parsed.GetValue(_data)), parsed.GetValue(_model)];

    /// <summary>Whether labels can be read: a target is named, or the sample's is meant.</summary>
    public bool HasTarget(ParseResult parsed) => parsed.GetValue(_target) is not null || parsed.GetValue(_data) is null;

    /// <summary>Reads model and table.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where a table on standard input is told of.</param>
    /// <param name="withLabels">Whether the target is read too, and must be named.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public ModelTable Read(ParseResult parsed, Terminal terminal, bool withLabels, CancellationToken cancellationToken)
    {
        string? dataPath = parsed.GetValue(_data), modelPath = parsed.GetValue(_model);
        bool isSample = dataPath is null;
        if (!isSample && modelPath is null)
            throw new InputException($"{dataPath} needs a model: name it with --model FILE");
        string? target = parsed.GetValue(_target) ?? (isSample ? DiamondsSample.Target : null);
        if (withLabels && target is null)
            throw new InputException($"{dataPath}: losses need labels; name their column with --target COL");

        using CsvFile file = isSample ? DiamondsSample.OpenData() : CsvFile.Open(dataPath!, terminal, cancellationToken);
        if (modelPath is not null) InputFile.Check(modelPath);
        IModel model = modelPath is null ? DiamondsSample.ReadModel() : ModelReader.ReadFile(modelPath);
        string modelName = modelPath is null ? DiamondsSample.Name : Path.GetFileName(modelPath);
        int[] columns = FeatureColumns.Match(file, model, modelName, target);
        int[] read = withLabels ? [.. columns, file.IndexOf(target!)] : columns;
        NumberTable table = ProgressBar.Run(terminal, "Reading", progress => file.ReadNumbers(read, progress: progress));

        float[] rows = new float[table.RowCount * columns.Length], labels = new float[withLabels ? table.RowCount : 0];
        for (int i = 0; i < table.RowCount; i++)
        {
            ReadOnlySpan<float> row = table.Values.Slice(i * table.ColumnCount, table.ColumnCount);
            row[..columns.Length].CopyTo(rows.AsSpan(i * columns.Length));
            if (withLabels) labels[i] = isSample ? DiamondsSample.Label(row[^1]) : row[^1];
        }

        return new ModelTable(file.Name, model, modelName, [.. columns.Select(column => file.Columns[column])], rows, labels);
    }
}

/// <summary>A model and the rows of a table that are its features.</summary>
/// <param name="Name">The table's name in messages.</param>
/// <param name="Model">The model.</param>
/// <param name="ModelName">The model's name in messages.</param>
/// <param name="Features">The names of the features' columns.</param>
/// <param name="Rows">Row-major rows, n x d.</param>
/// <param name="Labels">The target's values, or none.</param>
internal sealed record ModelTable(string Name, IModel Model, string ModelName, string[] Features, float[] Rows, float[] Labels)
{
    /// <summary>The number of rows, n.</summary>
    public int RowCount => Rows.Length / Features.Length;

    /// <summary>Copies some rows, row-major.</summary>
    public float[] Take(ReadOnlySpan<int> rows)
    {
        int d = Features.Length;
        float[] taken = new float[rows.Length * d];
        for (int i = 0; i < rows.Length; i++) Rows.AsSpan(rows[i] * d, d).CopyTo(taken.AsSpan(i * d));
        return taken;
    }

    /// <summary>A feature by its name.</summary>
    public int IndexOf(string option, string feature)
    {
        int index = Array.IndexOf(Features, feature);
        return index >= 0 ? index : throw new InputException($"{option} {feature}: {ModelName} has no such feature; its features are {InputException.List(Features)}");
    }
}
