namespace CteFast.Explain;

/// <summary>What an explanation may spend and how. Budget, deadline and precision combine: the first one reached ends a row's explanation.</summary>
public readonly record struct ExplainOptions()
{
    /// <summary>How the values are computed.</summary>
    public ExplainMethod Method { get; init; }

    /// <summary>The rows the model may be asked for, for each row explained; the row itself, and once for all the background, come on top.</summary>
    public int ModelRows { get; init; } = 8192;

    /// <summary>
    /// The time that each row's explanation may take, or null for any. When it is over, the estimate so far is returned with its standard errors, at
    /// most one model call later; calls are kept short where the model turns out slow.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The largest standard error that is small enough to stop at, in the unit of the model's output; 0 for none.</summary>
    public double Precision { get; init; }

    /// <summary>The background rows to choose, or 0 for as many as the budget can use (64 at most when shared or for KernelSHAP).</summary>
    public int BackgroundSize { get; init; }

    /// <summary>How orderings meet background rows.</summary>
    public SamplingDesign Design { get; init; } = SamplingDesign.Paired;

    /// <summary>The positions on each path for expected gradients over a shared background: midpoints of equal steps.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Columns that are explained as one feature, such as those of a one-hot code; other columns are features of their own.</summary>
    public IReadOnlyList<FeatureGroup>? Groups { get; init; }

    /// <summary>The seed of everything random: the coreset, orderings and coalitions.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    /// <summary>The threads that several rows are explained on; the values are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether creating an explainer explains a first row, so that no later call pays for compiling code and setting memory aside.</summary>
    public bool WarmUp { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(BackgroundSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        if (!(Precision >= 0)) throw new ArgumentOutOfRangeException(nameof(Precision), Precision, $"The precision is {Precision}; it must be zero or above.");
        if (Deadline is { } deadline && deadline <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(Deadline), deadline, $"The deadline is {deadline}; it must be above zero.");
        if (!Enum.IsDefined(Design))
            throw new ArgumentOutOfRangeException(nameof(Design), Design, $"{Design} is no design.");
        if (!Enum.IsDefined(Method)) throw new ArgumentOutOfRangeException(nameof(Method), Method, $"{Method} is no method.");
    }
}
