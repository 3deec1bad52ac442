namespace CteFast.Thinning;

/// <summary>The parameters of one thinning.</summary>
public readonly record struct ThinningOptions()
{
    /// <summary>The failure probability δ of the guarantee, in (0, 1).</summary>
    public double Delta { get; init; } = 0.5;

    /// <summary>Whether the coreset may hold no point twice.</summary>
    public bool Unique { get; init; }

    /// <summary>Whether the target is the zero measure instead of the input's distribution.</summary>
    public bool MeanZero { get; init; }
}
