namespace CteFast.Attribution.Training;

/// <summary>Where in a segment of the training the parameters are kept.</summary>
public enum CheckpointPlaces
{
    /// <summary>At (i + ½)/C of the segment: ¼ and ¾ of it for two.</summary>
    Midpoints,

    /// <summary>At (i + 1)/C of the segment: its middle and its end for two.</summary>
    Ends,
}

/// <summary>The segments into which training is cut, and the checkpoints of each; the defaults are those of the SOURCE paper, with our places.</summary>
public readonly record struct SegmentPlan()
{
    /// <summary>The number of segments of equal length, L.</summary>
    public int Count { get; init; } = 3;

    /// <summary>The checkpoints of a segment, C; as many as there are steps at most.</summary>
    public int Checkpoints { get; init; } = 2;

    /// <summary>Where they lie.</summary>
    public CheckpointPlaces Places { get; init; } = CheckpointPlaces.Midpoints;

    /// <summary>The first step of a segment, or the number of steps for the one after the last.</summary>
    internal int Start(int segment, int steps) => (int)((long)steps * segment / Count);

    /// <summary>After how many of all steps the parameters of a checkpoint are taken.</summary>
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
