namespace CteFast.Attribution.Training;

/// <summary>Where in a segment of training its checkpoints lie, C in number, i counting from 0.</summary>
public enum CheckpointPlaces
{
    /// <summary>At (i + ½)/C of the segment: two checkpoints lie at ¼ and ¾ of it.</summary>
    Midpoints,

    /// <summary>At (i + 1)/C of the segment: two checkpoints lie at its middle and its end.</summary>
    Ends,
}
