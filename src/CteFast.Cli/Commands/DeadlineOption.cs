using System.CommandLine;

namespace CteFast.Cli.Commands;

/// <summary>The option for the time that work may take.</summary>
internal static class DeadlineOption
{
    private const double Shortest = 0.001, Longest = 1e12;

    /// <summary>The option, in milliseconds.</summary>
    public static Option<double?> Create(string description) => NumberOption.Positive("--deadline", description, "MS");

    /// <summary>The time given, or null. A time too short for the clock is one tick, not zero.</summary>
    public static TimeSpan? Value(ParseResult parsed, Option<double?> option)
        => parsed.GetValue(option) is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, Shortest, Longest)) : null;
}
