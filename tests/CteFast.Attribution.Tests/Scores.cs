using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;

namespace CteFast.Attribution.Tests;

internal static class Scores
{
    /// <summary>Removal effects of every row on the loss of every query.</summary>
    public static double[] Of(AttributionMethod<double> method, LabelledData<double> queries, Measurement measurement = Measurement.Loss) =>
        Of(method, queries, new ScoringOptions { Measurement = measurement, Sign = AttributionSign.RemovalEffect });

    public static double[] Of<T>(AttributionMethod<T> method, LabelledData<T> queries, ScoringOptions options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var scores = new double[queries.Count * method.Training.Count];
        Assert.True(method.Score(queries, scores, options).IsComplete);
        return scores;
    }
}
