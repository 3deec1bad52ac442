namespace CteFast.Explain.Global.Effects;

/// <summary>What <see cref="FeatureEffects"/> may spend.</summary>
public readonly record struct EffectOptions()
{
    /// <summary>The background rows that every point of a grid is predicted for.</summary>
    public int BackgroundSize { get; init; } = 64;

    /// <summary>
    /// The rows that are predicted once as they are, to correct what the background leaves of the sampling error, and that accumulated local
    /// effects are taken over; no more than <see cref="BackgroundSize"/> means no correction.
    /// </summary>
    public int ReferenceSize { get; init; } = 1024;

    /// <summary>The seed of the rows chosen.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    /// <summary>The sizes that spend a number of model rows on partial dependence: a quarter of them on the reference, which all curves share.</summary>
    /// <remarks>Measured, a quarter is at or near the best share for one curve and for many.</remarks>
    /// <param name="modelRows">The model rows for all curves together.</param>
    /// <param name="points">The number of points of all grids together, a surface having the product of its two.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="points"/> is less than 1, or <paramref name="modelRows"/> too small for one background row.</exception>
    public static EffectOptions ForBudget(int modelRows, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        int reference = modelRows / 4;
        long background = (modelRows - reference) / (points + 1L);      // a background row is predicted as it is, too
        if (background < 1)
            throw new ArgumentOutOfRangeException(nameof(modelRows), modelRows, $"{modelRows} model rows are too few for {points} points: allow at least {(points + 1L) * 4 / 3 + 1}.");
        return new EffectOptions { BackgroundSize = (int)background, ReferenceSize = reference };
    }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BackgroundSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ReferenceSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
    }
}
