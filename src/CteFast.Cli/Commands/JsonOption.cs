using System.CommandLine;

namespace CteFast.Cli.Commands;

/// <summary>The option for the result as JSON.</summary>
internal static class JsonOption
{
    /// <summary>The option.</summary>
    /// <param name="what">What is written, and instead of what.</param>
    public static Option<string?> Create(string what) => new("--json")
    {
        Description = $"Write {what}; - is standard output",
        HelpName = "FILE|-",
    };
}
