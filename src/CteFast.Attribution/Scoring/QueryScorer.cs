namespace CteFast.Attribution.Scoring;

/// <summary>A batch of queries prepared for scoring. Not for several threads at once.</summary>
internal abstract class QueryScorer
{
    /// <summary>Scores consecutive training rows for every query of the batch: the effect of removing each, with its factor 1/N.</summary>
    /// <param name="start">The first training row.</param>
    /// <param name="count">The number of rows, up to <see cref="ScoringLoop{T}.BlockRows"/>.</param>
    /// <param name="scores">Receives the scores, queries x count; 0 before the call.</param>
    public abstract void Score(int start, int count, Span<double> scores);
}
