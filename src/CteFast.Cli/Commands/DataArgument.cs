using System.CommandLine;
using System.CommandLine.Parsing;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Commands;

/// <summary>The table a command works on.</summary>
internal static class DataArgument
{
    private const string UnknownOption = "there is no option ";

    /// <summary>The argument; a misspelt option is not taken for a file.</summary>
    public static Argument<string?> Create(string description, ArgumentArity arity) => Create("DATA.csv", description, arity);

    /// <summary>The argument with another name than DATA.csv.</summary>
    public static Argument<string?> Create(string name, string description, ArgumentArity arity)
    {
        Argument<string?> data = new(name) { Description = description, Arity = arity };
        data.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', _, ..] option }])
                result.AddError($"{UnknownOption}{InputException.Quote(option)}{Meant((result.Parent as CommandResult)?.Command, option.Split('=')[0])}");
        });
        return data;
    }

    /// <summary>Whether an error says that there is no such option.</summary>
    public static bool IsUnknownOption(string error) => error.StartsWith(UnknownOption, StringComparison.Ordinal);

    /// <summary>The option that differs in capitals only.</summary>
    private static string Meant(Command? command, string text)
        => command?.Options.FirstOrDefault(option => option.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } meant ? $"; write {meant.Name}" : "";

    /// <summary>The file that must stay as it is. Standard input may be one, redirected.</summary>
    public static string? FileOf(string? data) => data is not "-" ? data : OperatingSystem.IsWindows() ? null : "/dev/stdin";
}
