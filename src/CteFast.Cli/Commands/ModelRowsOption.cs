using System.CommandLine;
using System.Globalization;

namespace CteFast.Cli.Commands;

/// <summary>The option for model rows, the rows that a model predicts. The default grows with the number of features, so that errors stay small.</summary>
internal static class ModelRowsOption
{
    // The values of networks of 100 and 300 features then lie within a tenth of their size: 5.7 and 9.0 %; by half as many, 8.7 and 14.2 %.
    private const int Orderings = 64;

    /// <summary>The option.</summary>
    /// <param name="least">The default of models of few features.</param>
    public static Option<int?> Create(int least) => NumberOption.Count("--model-rows", string.Create(CultureInfo.InvariantCulture,
        $"Model rows: the most rows that the model predicts for each row explained [default: {least}, or enough for {Orderings} orderings of the features if that is more]"));

    /// <summary>The number given, or the default: an ordering is walked forward and back, to each feature but the last.</summary>
    public static int Value(ParseResult parsed, Option<int?> option, int least, int features)
        => parsed.GetValue(option) ?? (int)Math.Min(int.MaxValue, Math.Max(least, 2L * Orderings * (features - 1)));
}
