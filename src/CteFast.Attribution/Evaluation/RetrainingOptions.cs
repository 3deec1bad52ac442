namespace CteFast.Attribution.Evaluation;

/// <summary>How often networks are trained again on random subsets of the rows.</summary>
public readonly record struct RetrainingOptions()
{
    /// <summary>The number of subsets, M.</summary>
    public int Subsets { get; init; } = 100;

    /// <summary>The part α of the rows in each.</summary>
    public double Fraction { get; init; } = 0.5;

    /// <summary>The trainings on each subset, with seeds of their own, whose mean is the truth, R.</summary>
    public int Repetitions { get; init; } = 10;

    /// <summary>The seed of subsets and trainings.</summary>
    public long Seed { get; init; }

    /// <summary>The most threads; each trains networks of its own.</summary>
    public int Threads { get; init; } = 1;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Subsets, 2);
        Throw.IfNotProbability(Fraction);
        ArgumentOutOfRangeException.ThrowIfLessThan(Repetitions, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}
