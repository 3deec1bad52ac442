namespace CteFast.Attribution.Training;

/// <summary>
/// The segments into which training is divided, and the checkpoints kept in each. The defaults are those of the SOURCE paper, except that checkpoints lie
/// at midpoints. Immutable: threads may share it.
/// </summary>
public readonly record struct SegmentPlan()
{
    /// <summary>The number of segments of equal length, L.</summary>
    public int Count { get; init; } = 3;

    /// <summary>The number of checkpoints in each segment, C; at most the number of its steps.</summary>
    public int Checkpoints { get; init; } = 2;

    /// <summary>Where in a segment its checkpoints lie.</summary>
    public CheckpointPlaces Places { get; init; } = CheckpointPlaces.Midpoints;

    /// <summary>The first step of a segment; for the segment after the last, the number of all steps.</summary>
    internal int Start(int segment, int steps) => (int)((long)steps * segment / Count);

    /// <summary>The number of steps done when a checkpoint is taken.</summary>
    internal int Step(int segment, int checkpoint, int steps)
    {
        int start = Start(segment, steps), length = Start(segment + 1, steps) - start;
        return start + (int)(Places == CheckpointPlaces.Ends
            ? (long)length * (checkpoint + 1) / Checkpoints
            : (long)length * (2 * checkpoint + 1) / (2 * Checkpoints));
    }

    internal void Check(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Checkpoints, 1);
        if (!Enum.IsDefined(Places)) Throw.OutOfRange(nameof(Places), Places, "must be one of the places");
        if (Count > steps || Checkpoints > steps / Count)
            throw new ArgumentException($"{Count} segments of {Checkpoints} checkpoints need more than {steps} steps.", nameof(steps));
    }
}
