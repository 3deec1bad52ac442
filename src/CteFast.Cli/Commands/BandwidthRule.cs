using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Commands;

/// <summary>How the kernel's squared bandwidth is chosen.</summary>
/// <param name="Number">σ² itself, or null for a rule.</param>
/// <param name="IsMedian">The median heuristic rather than the paper's 2d.</param>
internal readonly record struct BandwidthRule(double? Number, bool IsMedian)
{
    /// <summary>The option for it.</summary>
    public static Option<BandwidthRule?> CreateOption() => new("--bandwidth")
    {
        Description = "Squared bandwidth σ² of the kernel on d standardised features: paper (2d), median (of the squared distances), or a number [default: paper]",
        HelpName = "RULE",
        CustomParser = Parse,
    };

    private static BandwidthRule? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text is "paper" or "median")
            return new BandwidthRule(Number: null, text == "median");
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 1e-30 and <= 1e30)
            return new BandwidthRule(number, IsMedian: false);
        result.AddError($"--bandwidth takes paper, median or a number from 1e-30 to 1e30, not {InputException.Quote(text)}");
        return null;
    }
}
