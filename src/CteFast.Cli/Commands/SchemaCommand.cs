using System.CommandLine;
using System.Text;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Cli.Write;
using CteFast.Data;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast schema</c>: what each column of a table is taken for, and the file that <c>--schema</c> takes.</summary>
internal sealed class SchemaCommand
{
    private readonly ModelInput _input = new();

    private readonly Option<string?> _schemaOutput = new("--write", "-o")
    {
        Description = "Write the schema as JSON, which --schema takes; - is standard output",
        HelpName = "FILE|-",
    };

    /// <summary>The command, ready to be parsed and invoked.</summary>
    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        SchemaCommand schema = new();
        Command command = new ExampleCommand("schema", "Say what each column of a table is taken for, with a model or without", "ctefast schema data.csv -o schema.json");
        schema._input.AddTo(command);
        command.Add(schema._schemaOutput);
        command.SetAction(parsed => schema.Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string? output = parsed.GetValue(_schemaOutput);
        OutputFile.Check(output, "--write", _input.Files(parsed));
        (FeatureTable table, IReadOnlyList<string> leftOut) = _input.ReadSchema(parsed, terminal, cancellationToken);
        if (output is not null) OutputFile.Write(output, Json(table.Schema), terminal);
        if (output is not "-") SchemaTable.Write(terminal, table, leftOut);
        return 0;
    }

    private static string Json(FeatureSchema schema)
    {
        using MemoryStream stream = new();
        FeatureSchemaFile.Write(schema, stream);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
