using System.CommandLine;

namespace CteFast.Cli.Commands;

/// <summary>The option for the kinds of columns.</summary>
internal static class SchemaOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--schema")
    {
        Description = "JSON with the kinds of columns: {\"cut\": \"categorical\", \"depth\": \"numeric\"}. "
            + "Without it, columns of text are categorical; empty cells are missing values",
        HelpName = "FILE",
    };
}
