using System.Globalization;
using CteFast.Attribution.Scoring;

namespace CteFast.Cli.Render;

/// <summary>What an attribution shows.</summary>
/// <param name="Data">The table's name.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Measurement">What the scores are about.</param>
/// <param name="TrainingCount">The training rows, N.</param>
/// <param name="ParameterCount">The network's parameters, P.</param>
/// <param name="Queries">The queries' numbers in their table.</param>
/// <param name="QueryTargets">Their targets.</param>
/// <param name="Predictions">What the network says of them.</param>
/// <param name="TrainingRows">The training rows' numbers in their table, N.</param>
/// <param name="TrainingTargets">Their targets as trained on, N.</param>
/// <param name="Rows">The most helpful and the most harmful training rows of each query.</param>
/// <param name="Wrong">Rows whose label was made wrong, by their number in the table, or none.</param>
/// <param name="Found">How many of them each method finds; null of those that the deadline came before.</param>
/// <param name="Elapsed">The time of scoring.</param>
internal sealed record AttributionReport(
    string Data, string Method, string Measurement, int TrainingCount, int ParameterCount, IReadOnlyList<int> Queries, IReadOnlyList<float> QueryTargets,
    IReadOnlyList<float> Predictions, IReadOnlyList<int> TrainingRows, IReadOnlyList<float> TrainingTargets, InfluentialRows Rows,
    IReadOnlySet<int> Wrong, IReadOnlyList<(string Method, int? Found)> Found, TimeSpan Elapsed)
{
    /// <summary>The share of the pairs of a query and a row that were scored before the deadline.</summary>
    public double Scored => (double)Rows.Report.PairsScored / Rows.Report.PairsTotal;

    /// <summary>The classes' names in the order of their numbers; null where targets are numbers.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>A target or a prediction in words: the class's name, or the number.</summary>
    public string Text(float target) => Classes is not null && target >= 0 && target < Classes.Count ? Classes[(int)target] : target.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>SOURCE's largest step of training; null for other methods.</summary>
    public double? LargestStep { get; init; }
}
