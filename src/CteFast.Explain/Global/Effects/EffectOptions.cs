namespace CteFast.Explain.Global.Effects;

/// <summary>Which rows effects are computed over, and how the model is asked.</summary>
public readonly record struct EffectOptions()
{
    /// <summary>The background rows, each of which is predicted at every point of a grid; 0 for 64.</summary>
    public int BackgroundSize { get; init; }

    /// <summary>
    /// The reference rows, predicted once as they are to correct what the background leaves of the sampling error; accumulated local effects are means over
    /// them. 0 for 1,024. No more than <see cref="BackgroundSize"/>: the background is the reference, and nothing is corrected.
    /// </summary>
    public int ReferenceSize { get; init; }

    /// <summary>The seed of the choice of rows.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    /// <summary>The threads that ask the model, each for a batch at a time; the values are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    internal int ChosenBackground => BackgroundSize > 0 ? BackgroundSize : 64;

    internal int ChosenReference => ReferenceSize > 0 ? ReferenceSize : 1024;

    /// <summary>The sizes that spend a number of model rows on partial dependence: a quarter of them on the reference, which all curves share.</summary>
    /// <remarks>Measured, a quarter is at or near the best share for one curve and for many.</remarks>
    /// <param name="totalModelRows">The model rows for all curves together.</param>
    /// <param name="points">The number of points of all grids together, a surface having the product of its two.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="points"/> is less than 1, or <paramref name="totalModelRows"/> too small for one background row.</exception>
    public static EffectOptions ForBudget(int totalModelRows, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        int reference = Math.Max(1, totalModelRows / 4);
        long background = (totalModelRows - totalModelRows / 4) / (points + 1L);      // a background row is predicted as it is, too
        if (background < 1)
            throw new ArgumentOutOfRangeException(nameof(totalModelRows), totalModelRows, $"{totalModelRows} model rows are too few for {points} points: allow at least {(points + 1L) * 4 / 3 + 1}.");
        return new EffectOptions { BackgroundSize = (int)background, ReferenceSize = reference };
    }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(BackgroundSize);
        ArgumentOutOfRangeException.ThrowIfNegative(ReferenceSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}
