namespace CteFast.Attribution.Scoring;

/// <summary>Some queries, made ready to meet training rows.</summary>
internal abstract class QueryScorer
{
    /// <summary>Computes removal effects, scaled by 1/N.</summary>
    /// <param name="start">The first training row.</param>
    /// <param name="count">The number of rows, up to <see cref="ScoringLoop{T}.BlockRows"/>.</param>
    /// <param name="scores">Receives the scores, queries x count; zero when it comes.</param>
    public abstract void Score(int start, int count, Span<double> scores);
}
