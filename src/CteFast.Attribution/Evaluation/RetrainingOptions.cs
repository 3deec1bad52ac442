using CteFast.Attribution.Models;

namespace CteFast.Attribution.Evaluation;

/// <summary>On how many random subsets of the training rows networks are trained again, and how often on each. Immutable: threads may share it.</summary>
public readonly record struct RetrainingOptions()
{
    /// <summary>The number of subsets, M.</summary>
    public int Subsets { get; init; } = 100;

    /// <summary>The fraction α of the training rows in each subset.</summary>
    public double Fraction { get; init; } = 0.5;

    /// <summary>The number of trainings on each subset, R, each with another seed. The truth is the mean of their measurements.</summary>
    public int Repetitions { get; init; } = 10;

    /// <summary>The seed of the subsets and of the trainings.</summary>
    public long Seed { get; init; }

    /// <summary>The most threads to use, each training one network at a time; 0 takes one for each processor. The truth is the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal int Workers => ThreadCount.Of(Threads);

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Subsets, 2);
        Throw.IfNotProbability(Fraction);
        ArgumentOutOfRangeException.ThrowIfLessThan(Repetitions, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
