using System.CommandLine;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Commands;

/// <summary><c>--refine</c>, which is the default, <c>--refine false</c>, and <c>--no-refine</c> for short.</summary>
internal sealed class RefineOption
{
    /// <summary>The option.</summary>
    public Option<bool> Option { get; } = new("--refine")
    {
        Description = "Improve the chosen rows by swaps with all others; --no-refine (--refine false) is faster and a little worse [default: true]",
        HelpName = "true|false",
    };

    /// <summary>Its short negation, which the option's description names.</summary>
    public Option<bool> Negation { get; } = new("--no-refine") { Hidden = true, Arity = ArgumentArity.Zero };

    /// <summary>Whether to refine.</summary>
    public bool Value(ParseResult parsed)
    {
        bool isGiven = parsed.GetResult(Option) is { Implicit: false }, isNegated = parsed.GetValue(Negation);
        if (isGiven && isNegated)
            throw new InputException("--refine and --no-refine exclude each other; give one of them");
        return isGiven ? parsed.GetValue(Option) : !isNegated;
    }
}
