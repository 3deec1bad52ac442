using System.CommandLine;
using CteFast.Cli.Read;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Commands;

/// <summary>The option for columns that are not features.</summary>
internal static class DropOption
{
    /// <summary>The option.</summary>
    public static Option<string[]> Create() => new("--drop")
    {
        Description = "Column that is not a feature; may be given several times",
        HelpName = "COL",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    /// <summary>The names of a file's other columns, in order; there must be one, and every dropped one must be there or in the other file.</summary>
    public static string[] Kept(CsvFile file, string[] dropped, CsvFile? other = null)
    {
        foreach (string column in dropped.Except(other?.Columns ?? [])) file.IndexOf(column);
        string[] kept = [.. file.Columns.Except(dropped)];
        return kept.Length > 0 ? kept : throw new InputException($"--drop leaves no column of {file.Name}; keep at least one");
    }
}
