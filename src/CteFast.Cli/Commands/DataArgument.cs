using System.CommandLine;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Commands;

/// <summary>The table a command works on.</summary>
internal static class DataArgument
{
    /// <summary>The argument; a misspelt option is not taken for a file.</summary>
    public static Argument<string?> Create(string description, ArgumentArity arity) => Create("DATA.csv", description, arity);

    /// <summary>The argument under a name of its own.</summary>
    public static Argument<string?> Create(string name, string description, ArgumentArity arity)
    {
        Argument<string?> data = new(name) { Description = description, Arity = arity };
        data.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', _, ..] option }])
                result.AddError($"there is no option {InputException.Quote(option)}");
        });
        return data;
    }

    /// <summary>The file that must stay as it is. Standard input may be one, redirected.</summary>
    public static string? FileOf(string? data) => data is not "-" ? data : OperatingSystem.IsWindows() ? null : "/dev/stdin";
}
