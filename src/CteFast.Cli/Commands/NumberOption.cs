using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Commands;

/// <summary>Options that take a number and say so plainly when they are given something else.</summary>
internal static class NumberOption
{
    /// <summary>An option for a count from 1 to <paramref name="largest"/>; null when it is not given.</summary>
    public static Option<int?> Count(string name, string description, int largest = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Parse(result, 1, largest) is { } count ? (int)count : null,
    };

    /// <summary>An option for a place, counted from 0; null when it is not given.</summary>
    public static Option<int?> Index(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "I",
        CustomParser = result => Parse(result, 0, int.MaxValue) is { } index ? (int)index : null,
    };

    /// <summary>The option for the seed of everything random.</summary>
    public static Option<long> Seed() => new("--seed")
    {
        Description = "Seed of everything random: the same seed gives the same result",
        HelpName = "S",
        DefaultValueFactory = _ => 0,
        CustomParser = result => Parse(result, 0, long.MaxValue) ?? 0,
    };

    /// <summary>An option for a number between 0 and 1, both excluded; null when it is not given.</summary>
    public static Option<double?> Fraction(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "P",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is > 0 and < 1) return number;
            result.AddError($"{name} takes a number between 0 and 1, as in 0.05, not {InputException.Quote(text)}");
            return null;
        },
    };

    /// <summary>An option for a number above zero; null when it is not given.</summary>
    public static Option<double?> Positive(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(number)) return number;
            result.AddError($"{name} takes a number above zero, not {InputException.Quote(text)}");
            return null;
        },
    };

    private static long? Parse(ArgumentResult result, long smallest, long largest)
    {
        string text = result.Tokens[0].Value;
        bool parsed = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        if (parsed && number >= smallest && number <= largest)
            return number;

        string wanted = $"a whole number from {smallest} to {largest}";
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes {wanted}, not {InputException.Quote(text)}");
        return null;
    }
}
