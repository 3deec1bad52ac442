using CteFast.Data;

namespace CteFast.Explain;

/// <summary>How to explain, and what it may cost. Budget, deadline and precision work together: the first one reached ends the explanation of a row.</summary>
public readonly record struct ExplainOptions()
{
    /// <summary>How the values are computed.</summary>
    public ExplainMethod Method { get; init; }

    /// <summary>The budget: the most model rows for each row explained. The prediction of the row itself is not counted, nor are those of the background, which is predicted once.</summary>
    public int ModelRows { get; init; } = 8192;

    /// <summary>
    /// The most time for each row explained, or null for no limit. When it is over, the estimate so far is returned with its standard errors, at
    /// most one model call later. Where the model is slow, calls are made shorter for that. KernelSHAP of some hundred features may give up its fit then, and
    /// its standard errors are NaN.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The standard error to stop at, in the unit of the model's output: an explanation ends when all its standard errors are at most this. 0 for no such end.</summary>
    public double Precision { get; init; }

    /// <summary>The number of background rows to choose, or 0 for as many as the budget can use (at most 64 in the crossed design and for KernelSHAP).</summary>
    public int BackgroundSize { get; init; }

    /// <summary>Which orderings are walked from which background rows.</summary>
    public SamplingDesign Design { get; init; } = SamplingDesign.Paired;

    /// <summary>For expected gradients in the crossed design: the number of positions on each path, the midpoints of equal steps.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Columns that are explained as one feature, such as those of a one-hot code; every other column is one feature.</summary>
    public IReadOnlyList<FeatureGroup>? Groups { get; init; }

    /// <summary>The seed of everything random: the coreset, the orderings and the coalitions.</summary>
    public long Seed { get; init; }

    /// <summary>The most rows in one call of the model.</summary>
    public int MaxBatchRows { get; init; } = 1024;

    /// <summary>The most threads, where several rows are explained; the values are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether creating an explainer also explains one background row, so that the first call afterwards need not wait for code to be compiled and memory to be set aside.</summary>
    public bool WarmUp { get; init; }

    /// <summary>What tells the time for the deadline; null for the system's clock.</summary>
    internal TimeProvider? Clock { get; init; }

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
