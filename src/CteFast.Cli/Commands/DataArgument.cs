using System.CommandLine;

namespace CteFast.Cli.Commands;

/// <summary>The table a command works on.</summary>
internal static class DataArgument
{
    /// <summary>The argument; a misspelt option is not taken for a file.</summary>
    public static Argument<string?> Create(string description, ArgumentArity arity)
    {
        Argument<string?> data = new("DATA.csv") { Description = description, Arity = arity };
        data.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] option }])
                result.AddError($"there is no option {InputException.Quote(option)}");
        });
        return data;
    }
}
