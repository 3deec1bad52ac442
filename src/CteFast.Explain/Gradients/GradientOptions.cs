namespace CteFast.Explain.Gradients;

/// <summary>What expected gradients may spend and how.</summary>
public readonly record struct GradientOptions()
{
    /// <summary>The gradients that may be asked for, for each row explained; of a model of several outputs, those of all of them are one.</summary>
    public int Gradients { get; init; } = 2048;

    /// <summary>
    /// Own: every background row has a position of its own on its way to the row explained, or several if the budget pays for them. Shared:
    /// the same <see cref="Steps"/> positions for each of a few background rows, as is usual.
    /// </summary>
    public BackgroundMode Background { get; init; } = BackgroundMode.Own;

    /// <summary>The background rows to choose, or 0 for as many as the budget can use.</summary>
    public int BackgroundSize { get; init; }

    /// <summary>The positions on each way when they are shared: midpoints of equal steps.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>The seed of everything random: the coreset and the positions.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Gradients, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(BackgroundSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
        if (Background is not (BackgroundMode.Own or BackgroundMode.Shared))
            throw new ArgumentOutOfRangeException(nameof(Background), Background, $"{Background} is no background mode.");
    }

    /// <summary>The positions on the way of each of a number of background rows.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for them.</exception>
    internal int Positions(int rows)
    {
        int positions = Background == BackgroundMode.Own ? Gradients / rows : Steps;
        if (positions < 1 || (long)positions * rows > Gradients)
        {
            throw new ArgumentException($"A budget of {Gradients} gradients is too small for {rows} background {(rows == 1 ? "row" : "rows")} of {Math.Max(1, positions)} each: "
                + $"allow at least {(long)Math.Max(1, positions) * rows}, or use fewer.");
        }

        return positions;
    }

    /// <summary>The background rows to choose of those there are.</summary>
    internal int BackgroundRows(int available)
    {
        int usable = Math.Max(1, Background == BackgroundMode.Own ? Gradients : Gradients / Steps);
        return Math.Min(BackgroundSize > 0 ? BackgroundSize : usable, available);
    }
}
